/**
 * A result as a page for people: one self-contained HTML document, in light, dark and print.
 *
 *     import { writeFile } from "node:fs/promises";
 *     await writeFile("report.html", await report(await run({ data: "vee" })));
 */
import type { How } from "../run/how.js";
import { claimsPage, type ClaimsPageInput } from "./claims-page.js";
import { decisionMaps, mappedStudy } from "./decision-maps.js";
import type { Origin } from "./page.js";
import type { DecisionMaps } from "./plots/decision-map.js";
import { runPage, type RunPageInput } from "./run-page.js";

export interface ReportOptions extends Origin, Omit<How, "onProgress"> {
  /** Two replicas' predictions on a grid; null for none. Left out: replicas 0 and 1 are trained again, where there are two inputs. */
  maps?: DecisionMaps | null;
}

/**
 * The page of a result of `run` or of `claims`. `options` add what the result does not hold (command line, seconds, host), and how the
 * replicas of the maps are trained.
 * @throws the signal's reason where that is ended early
 */
export async function report(result: RunPageInput | ClaimsPageInput, options: ReportOptions = {}): Promise<string> {
  const { maps: given, command, seconds, host, ...how } = options;
  const study = "claims" in result ? mappedStudy(result) : result.study;
  const maps = given === undefined && study ? await decisionMaps(study, how) : given;
  const added = { command, seconds, host, maps: maps ?? undefined };
  return "claims" in result ? claimsPage({ ...result, ...added }) : runPage({ ...result, ...added });
}
