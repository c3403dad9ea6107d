/**
 * Proves a report: makes the page of a result again, with what the page says of its own origin, and compares it
 * character by character.
 */

import * as v from "valibot";
import type { ExecutionOptions } from "../run/execution.js";
import { readOrRefuse, shown, wrongType } from "../study/errors.js";
import { fieldsOf, isPlain, text } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import type { Study } from "../study/study.js";
import type { ClaimsPageInput } from "./claims-page.js";
import { decisionMaps, mappedStudy } from "./decision-maps.js";
import { withCoordinates } from "./figure.js";
import { unescaped } from "./html.js";
import { type Origin, PAGE_VERSION } from "./page.js";
import type { DecisionMaps } from "./plots/decision-map.js";
import { MAPPED, OF_OTHERS, ORIGIN, RESULT, report } from "./report.js";
import type { RunPageInput } from "./run-page.js";
import { studyName } from "./study-text.js";

/** How a page is made again. */
export interface VerifyReportOptions extends Omit<ExecutionOptions, "onProgress"> {
  /** The study as the page shows it, where it names its data differently from the one that was trained. */
  study?: Study;
  /** The maps that the page was made with, or null for none. Default: as `report` makes them. */
  maps?: DecisionMaps | null;
}

/** What `verifyReport` found. */
export interface ReportVerification {
  /** Whether it is the page of the result; null where another version made it, which cannot be repeated here. */
  same: boolean | null;
  /** What was not compared, each with the reason. */
  notCompared: string[];
  /** What was compared, and what was not; or where the first difference is. */
  message: string;
}

/** The options of `VerifyReportOptions`. */
const OPTIONS = { ...MAPPED, study: v.custom<Study>(isPlain, "the study as the page shows it") };

/** Engines may compute the place of a mark with another last digit, and round it to the next hundredth of a pixel. */
const HUNDREDTH = 0.0101;

/** Whether a page is that of a result (`lazy.ts` says what it takes). */
export async function verifyReport(
  page: string,
  result: RunPageInput | ClaimsPageInput,
  options: VerifyReportOptions = {},
): Promise<ReportVerification> {
  const checked = parseOptions<VerifyReportOptions>(OPTIONS, options, OF_OTHERS);
  if (typeof page !== "string") throw wrongType("page", "the text of a report", shown(page));
  fieldsOf(result, "result", RESULT);
  const found = originOf(page);
  if (found === null)
    return differs("it is no page that this version of doppelgrad makes: nothing in it says how it was made");
  if (found.version !== PAGE_VERSION) {
    const what = `the report, a page of doppelgrad ${brief(found.version)}, which version ${PAGE_VERSION} cannot make`;
    return { same: null, notCompared: [what], message: `not compared: ${what}.` };
  }
  const again = await made(result, found.origin, checked);
  const difference = firstDifference(page, again);
  if (difference?.isDrawn === false)
    return differs(`line ${difference.line} is ${shown(difference.is)}, not ${shown(difference.not)}`);
  const notCompared = [
    "its command line, seconds and host, which are what it says of itself",
    ...(difference ? ["hundredths of a pixel, which this engine rounds otherwise"] : []),
  ];
  const message = `the report is the page of this result, in every number, word and drawing. ${notCompared.map((what) => `Not compared: ${what}.`).join(" ")}`;
  return { same: true, notCompared, message };
}

function differs(where: string): ReportVerification {
  return { same: false, notCompared: [], message: `the report is not the page of this result: ${where}.` };
}

/** The page, made again. */
async function made(
  result: RunPageInput | ClaimsPageInput,
  origin: Origin,
  { study, maps: given, ...execution }: VerifyReportOptions,
): Promise<string> {
  const mapped = readOrRefuse("result", RESULT, result, () =>
    "claims" in result ? mappedStudy(result) : result.study,
  );
  // The maps are trained with the data that are here; the page shows the study as it was.
  const trained = given === undefined && mapped ? await decisionMaps(mapped, execution) : null;
  const maps = trained && study ? { ...trained, title: studyName(study) } : (trained ?? given ?? null);
  return report("claims" in result || !study ? result : { ...result, study }, { ...origin, ...execution, maps });
}

/** What the head of the page says of how it was made; null where it says nothing that a page of ours could. */
function originOf(page: string): { version: string; origin: Origin } | null {
  const content = /<meta name="doppelgrad" content="([^"]*)">/.exec(page)?.[1];
  if (content === undefined) return null;
  try {
    const { version, ...origin } = parseOptions<Origin & { version?: string }>(
      { version: text("text"), ...ORIGIN },
      JSON.parse(unescaped(content)) as Origin,
    );
    return version === undefined ? null : { version, origin };
  } catch {
    return null;
  }
}

function brief(version: string): string {
  return /^[\w.+-]{1,30}$/.test(version) ? version : "of another name";
}

const NUMBER = /-?\d+(?:\.\d+)?(?:e-?\d+)?/g;

/**
 * Where two pages first differ, a piece of each around the place; `isDrawn` where only places in drawings do, by a
 * hundredth of a pixel.
 */
export function firstDifference(
  page: string,
  again: string,
): { isDrawn: boolean; line: number; is: string; not: string } | null {
  if (page === again) return null;
  const [left, right] = [placesIn(page), placesIn(again)];
  const isDrawn =
    left.rest === right.rest &&
    left.places.length === right.places.length &&
    left.places.every((place, i) => Math.abs(place - right.places[i]!) <= HUNDREDTH);
  const lines = page.split("\n");
  const others = again.split("\n");
  const line = others.findIndex((text, i) => text !== lines[i]);
  const at = line < 0 ? others.length : line;
  const [is, not] = [lines[at] ?? "", others[at] ?? ""];
  let column = 0;
  while (column < is.length && is[column] === not[column]) column++;
  const around = (text: string) => text.slice(Math.max(0, column - 20), column + 36);
  return { isDrawn, line: at + 1, is: around(is), not: around(not) };
}

/** The drawing in an address; what is none stays as it is. */
function decoded(address: string): string {
  try {
    return decodeURIComponent(unescaped(address));
  } catch {
    return address;
  }
}

/** The places of marks in a page's drawings, and the page without them. */
function placesIn(page: string): { places: number[]; rest: string } {
  const places: number[] = [];
  const taken = (number: string) => {
    places.push(Number(number));
    return "#";
  };
  const withoutPlaces = (svg: string) => withCoordinates(svg, (numbers) => numbers.replace(NUMBER, taken));
  const rest = page
    .replace(/(?<=href=")data:image\/svg\+xml[^"]*(?=")/g, (address) => withoutPlaces(decoded(address)))
    .replace(/<svg\b.*?<\/svg>/gs, withoutPlaces);
  return { places, rest };
}
