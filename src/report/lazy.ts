/**
 * The report, loaded when it is first wanted: its plots are larger than all the rest of the SDK.
 */
export type { ReportOptions } from "./report.js";

/**
 * A result of `run` or of `claims` as one self-contained HTML document. Decision maps are drawn where there are two inputs; for that
 * replicas 0 and 1 are trained again, as `workers`, `pool`, `kernels` and `signal` say.
 */
export const report: typeof import("./report.js").report = async (result, options) => (await import("./report.js")).report(result, options);
