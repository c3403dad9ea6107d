/** `doppelgrad host` */
import { host } from "../run/host.js";
import { print, printJson } from "./output.js";

export async function hostCommand(options: { json?: boolean }): Promise<void> {
  const report = await host();
  if (options.json) printJson(report);
  else {
    print(`${report.engine}, ${report.architecture}`);
    for (const { kernels, problem } of report.probes) print(`${kernels.padEnd(10)} ${problem ?? "keeps the bits of the contract"}`);
    print(`run uses the ${report.kernels} kernels${report.reason ? `: ${report.reason}` : ""}`);
  }
  if (!report.probes.some(({ kernels, same }) => same && kernels === report.kernels)) process.exitCode = 1;
}
