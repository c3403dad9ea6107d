/** `doppelgrad host` */

import { host } from "../run/host.js";
import { print, printJson } from "./output.js";

export async function hostCommand(options: { json?: boolean }): Promise<void> {
  const report = await host();
  if (options.json) await printJson(report);
  else {
    await print(`${report.engine}, ${report.architecture}`);
    for (const { backend, problem, load, probe } of report.probes) {
      await print(
        `${backend.padEnd(10)} ${problem ?? "keeps the bits of the contract"} (loaded in ${load.toFixed(1)} ms, probed in ${probe.toFixed(1)} ms)`,
      );
    }
    await print(
      report.backend
        ? `run uses the ${report.backend} backend${report.reason ? `: ${report.reason}` : ""}`
        : `run refuses this host: ${report.reason}`,
    );
  }
  if (report.backend === null) process.exitCode = 1;
}
