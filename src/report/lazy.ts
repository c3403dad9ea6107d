/**
 * The report, loaded when it is first wanted: its plots are larger than all the rest of the SDK.
 */
export type { ReportOptions } from "./report.js";
export type { ReportVerification, VerifyReportOptions } from "./verify.js";

/**
 * A result of `run` or of `claims` as one self-contained HTML document. Decision maps are drawn where there are two
 * inputs; for that replicas 0 and 1 are trained again, as `workers`, `pool`, `kernels` and `signal` say.
 */
export const report: typeof import("./report.js").report = async (result, options) =>
  (await import("./report.js")).report(result, options);

/**
 * Whether a page is that of a result: every sentence, table and drawing. Command line, seconds and host are what the
 * page says of itself.
 * @param page the text of a file that `report` made
 * @param result as `verify` found it, or claims
 * @throws the signal's reason
 */
export const verifyReport: typeof import("./verify.js").verifyReport = async (...input) =>
  (await import("./verify.js")).verifyReport(...input);
