/**
 * The report, loaded at the first call: its plots are larger than all the rest of the SDK.
 */
export type { ReportOptions } from "./report.js";
export type { ReportVerification, VerifyReportOptions } from "./verify.js";

/**
 * Writes a result of `run`, `claims`, `compare`, `diff`, `attribute` or `explain` as one self-contained HTML document. With two
 * inputs that of `run` has decision maps, for which replicas 0 and 1 are trained again, as `workers`, `pool`, `backend`
 * and `signal` say.
 * @param result what `run`, `claims`, `compare`, `diff` or `attribute` resolved to, or its JSON
 * @param options what the page says about its origin, and how the replicas of its maps are trained; by default it names
 *   no command and no host
 * @returns the text of the document
 * @throws InputError for a bad option, or for what is no result; the signal's reason
 */
export const report: typeof import("./report.js").report = async (result, options) =>
  (await import("./report.js")).report(result, options);

/**
 * Checks that a page is the report of a result: every sentence, table and drawing. Command line, seconds and host are
 * taken from the page itself.
 * @param page the text of a file that `report` made
 * @param result the result that `verify` trained, or claims
 * @param options the maps and the study as the page shows them, and how replicas are trained; by default as `report`
 *   makes a page
 * @returns whether every character is the same, or where the first difference is
 * @throws InputError for a bad option, or for what is no page or no result; the signal's reason
 */
export const verifyReport: typeof import("./verify.js").verifyReport = async (...input) =>
  (await import("./verify.js")).verifyReport(...input);
