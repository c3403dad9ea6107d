/** `doppelgrad verify` */
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Claims } from "../claims/claim.js";
import { verifyClaims } from "../claims/lazy.js";
import { checkLink } from "../link/train.js";
import { readLink } from "../link/url.js";
import { type ReportVerification, verifyReport } from "../report/lazy.js";
import type { ExecutionOptions } from "../run/execution.js";
import { otherBackend } from "../run/other-backend.js";
import type { RunResult } from "../run/result.js";
import { type Claimed, verify } from "../run/verify.js";
import { STATISTICS_VERSION } from "../statistics/estimate.js";
import { storedStudy, wasStore } from "../store/store.js";
import { proveStore } from "../store/verify.js";
import { misplaced, shown, wrongValue } from "../study/errors.js";
import type { Study } from "../study/study.js";
import { namedFiles } from "./named-file.js";
import { type ExecutionArguments, executionFrom, integerOption, sampleFrom } from "./options.js";
import { print, printJson } from "./output.js";
import { progressLine } from "./progress.js";
import { readDocument } from "./result-file.js";

interface VerifyArguments extends ExecutionArguments {
  data?: string;
  train?: boolean;
  sample?: string;
  parts?: string;
  segments?: string;
  segmentSeed?: string;
  json?: boolean;
}

/** What a check has found: the document that --json prints, whether it is the same, and the lines that say so. */
interface Found {
  document: object;
  same: boolean;
  lines: string[];
}

interface Check {
  /** What its progress counts. */
  unit: string;
  run(watch: Pick<ExecutionOptions, "signal" | "onProgress">): Promise<Found>;
}

export async function verifyCommand(what: string, options: VerifyArguments, signal: AbortSignal): Promise<void> {
  const isThere = await stat(what).then(
    () => true,
    () => false,
  );
  const check = !isThere && isLink(what) ? await linkCheck(what, options) : await fileCheck(what, options);
  const progress = progressLine(check.unit);
  try {
    const { document, same, lines } = await check.run({
      signal,
      onProgress: ({ done, total }) => progress.update(done, total, "training again"),
    });
    progress.stop();
    if (options.json) await printJson(document);
    else await print(lines.join("\n"));
    if (!same) process.exitCode = 1;
  } finally {
    progress.stop();
  }
}

/** An address, or the fragment of one: a study takes more than a name has behind a point. */
function isLink(what: string): boolean {
  return /^[a-z]+:\/\/|^#|#\d+\.[\w-]{20}/i.test(what);
}

/** Pages make links with the simd backend where they can, and a link does not say so. */
async function linkCheck(
  url: string,
  { workers, data, train, sample, parts, segments, segmentSeed, ...options }: VerifyArguments,
): Promise<Check> {
  refuseSample("a link", { sample, parts, segments, segmentSeed });
  if (workers !== undefined)
    throw wrongValue("--workers", "no workers for a link: it trains in one thread", shown(workers));
  if (data !== undefined) throw wrongValue("--data", "no file for a link: it carries its data", shown(data));
  if (train) refuseTrain("a link");
  const { backend = await otherBackend("simd") } = executionFrom(options);
  const link = await readLink(url);
  return {
    unit: "steps",
    async run(watch) {
      const checked = await checkLink(link, { backend, ...watch });
      return { document: checked, same: checked.same, lines: [checked.message] };
    },
  };
}

function refuseTrain(what: string): never {
  throw wrongValue("--train", "the JSON of claims", what, "Other results are always trained again.");
}

async function fileCheck(
  what: string,
  { sample, parts, segments, segmentSeed, ...options }: VerifyArguments,
): Promise<Check> {
  const chosen = { sample, parts, segments, segmentSeed };
  if (await wasStore(what)) return storeCheck(what, { ...chosen, ...options });
  refuseSample(what, chosen);
  const { json, path, page } = await readDocument(what);
  if (Array.isArray((json as Partial<Claims> | null)?.claims)) return claimsCheck(json as Claims, page, options);
  return resultCheck(json as Claimed, dirname(path), page, options);
}

/** Only a store has parts. */
function refuseSample(
  what: string,
  { segmentSeed, ...given }: Pick<VerifyArguments, "sample" | "parts" | "segments" | "segmentSeed">,
): void {
  for (const [name, value] of Object.entries({ ...given, "segment-seed": segmentSeed }))
    if (value !== undefined) throw misplaced(`--${name}`, "a folder with parts, as run --out writes it", shown(what));
}

/** A folder with the parts of a study, and, where it is finished, with its result and report. */
async function storeCheck(
  folder: string,
  { data, train, sample, parts, segments, segmentSeed, ...options }: VerifyArguments,
): Promise<Check> {
  if (train) refuseTrain("a folder of run");
  const execution = executionFrom(options);
  const chosen = {
    ...(sample !== undefined && { sample: sampleFrom("--sample", sample) }),
    ...(parts !== undefined && { parts: parts.split(",") }),
    ...(segments !== undefined && { segments: integerOption("--segments", segments, 1)! }),
    ...(segmentSeed !== undefined && { segmentSeed: integerOption("--segment-seed", segmentSeed, 0)! }),
  };
  if (sample !== undefined && parts !== undefined) throw misplaced("--sample", "no --parts beside it", shown(sample));
  const choice = sample ?? parts;
  if (segments !== undefined && choice !== undefined)
    throw misplaced("--segments", "neither --sample nor --parts with it", shown(choice));
  if (segmentSeed !== undefined && segments === undefined)
    throw misplaced("--segment-seed", "--segments beside it", shown(segmentSeed));
  const { json, page } = await readDocument(folder, { isOptional: true });
  const files = await namedFiles(Object(await storedStudy(folder).catch(() => null)).data, folder, data);
  return {
    unit: "steps",
    async run(watch) {
      const { result, ...found } = await proveStore(folder, json, {
        ...execution,
        ...chosen,
        ...watch,
        ...(files !== null && { data: files }),
      });
      const { same, backend, message } = found;
      const claimed = json as Claimed | null;
      // The maps of the page want the data, wherever they are.
      const here = result && {
        ...result,
        study: { ...result.study, data: { ...result.study.data, ...files } as Study["data"] },
      };
      const prove = () => pageOf(claimed!, page!, here!, { ...execution, backend, signal: watch.signal });
      const [ofResult = "", ...ofParts] = message.split("\n");
      const all = await withReport(
        { document: found, same, lines: [ofResult] },
        claimed && result ? page : null,
        prove,
      );
      return { ...all, lines: [...all.lines, ...(all.same ? ofParts : [])] };
    },
  };
}

/** Proves the page of a result. */
async function pageOf(
  { statistics, study }: Claimed,
  page: string,
  result: RunResult,
  options: ExecutionOptions,
): Promise<ReportVerification> {
  return statistics === STATISTICS_VERSION
    ? verifyReport(page, result, { ...options, study })
    : notCompared(`the report, which shows intervals of statistics ${Number(statistics ?? 1)}`);
}

async function resultCheck(
  claimed: Claimed,
  folder: string,
  page: string | null,
  { data, train, ...options }: VerifyArguments,
): Promise<Check> {
  if (train) refuseTrain("a result");
  const execution = executionFrom(options);
  const files = await namedFiles(Object(Object(claimed).study).data, folder, data);
  return {
    unit: "steps",
    async run(watch) {
      const { result, ...verification } = await verify(claimed, {
        ...execution,
        ...watch,
        ...(files !== null && { data: files }),
      });
      const { same, backend, message } = verification;
      const prove = () => pageOf(claimed, page!, result, { ...execution, backend, signal: watch.signal });
      return withReport({ document: verification, same, lines: [message] }, page, prove);
    },
  };
}

async function claimsCheck(
  claimed: Claims,
  page: string | null,
  { data, train = false, ...options }: VerifyArguments,
): Promise<Check> {
  if (data !== undefined) throw wrongValue("--data", "no file for claims: their data are generated", shown(data));
  const execution = executionFrom(options);
  return {
    unit: "parameter updates",
    async run({ signal, onProgress }) {
      const verification = await verifyClaims(claimed, { ...execution, signal, onProgress, train });
      const { same, message } = verification;
      const hint = same && !train ? " With --train it is, which takes about as long as `doppelgrad claims` took." : "";
      return withReport({ document: verification, same, lines: [message + hint] }, page, () =>
        verifyReport(page!, claimed, { ...execution, signal }),
      );
    },
  };
}

function notCompared(what: string): ReportVerification {
  return { same: null, notCompared: [what], message: `not compared: ${what}.` };
}

/** What a check of JSON has found, and, where that is the same, what the page beside it is. */
async function withReport(
  { document, same, lines }: Found,
  page: string | null,
  prove: () => Promise<ReportVerification>,
): Promise<Found> {
  if (page === null || !same) return { document: { ...document, report: null }, same, lines };
  const report = await prove();
  return {
    document: { ...document, same: report.same !== false, report },
    same: report.same !== false,
    lines: [...lines, `report.html: ${report.message}`],
  };
}
