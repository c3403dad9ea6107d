/** `doppelgrad claims` */
import type { Claims } from "../claims/claim.js";
import { claims, type ClaimsOptions } from "../claims/claims.js";
import { report } from "../report/lazy.js";
import { verdictTable } from "../report/table.js";
import { hostOf } from "../run/engine.js";
import { commandLine } from "./command-line.js";
import { inFolder, writeFiles, writtenThenSaid } from "./files.js";
import { jsonPieces } from "./json-pieces.js";
import { howFrom, type HowArguments, integerOption } from "./options.js";
import { COLOR, print, printJson, WIDTH } from "./output.js";
import { progressLine } from "./progress.js";

const RESULT = "claims.json";
const REPORT = "report.html";

interface ClaimsArguments extends HowArguments {
  replicas?: string;
  seed: string;
  margin: string;
  singleUnitMargin: string;
  data: string[];
  out: string;
  json?: boolean;
}

export async function claimsCommand(options: ClaimsArguments, signal: AbortSignal): Promise<void> {
  const replicas = integerOption("--replicas", options.replicas, 32, 65536);
  const seed = integerOption("--seed", options.seed, 0)!;
  const margins = { margin: Number(options.margin), singleUnitMargin: Number(options.singleUnitMargin) };
  const how = { ...howFrom(options), signal };
  const wanted = { ...how, ...margins, ...(replicas !== undefined && { replicas }), ...(options.data.length > 0 && { data: options.data }), seed };
  await inFolder(options.out, [RESULT, REPORT], async () => {
    const { result, seconds } = await tested(wanted);
    const table = `${verdictTable(result, { width: WIDTH, color: COLOR })}\n\n${seconds.toFixed(0)} s`;
    const say = (written: readonly string[]) =>
      options.json ? printJson(result) : print(written.length > 0 ? `${table}; wrote ${written.join(" and ")}` : table);
    await writtenThenSaid(say, async () => {
      const page = await report(result, { command: commandLine(), seconds, host: hostOf(), ...how });
      return writeFiles(options.out, { [RESULT]: jsonPieces(result), [REPORT]: page }, signal);
    });
  });
}

async function tested(options: ClaimsOptions): Promise<{ result: Claims; seconds: number }> {
  const progress = progressLine("parameter updates");
  const started = performance.now();
  try {
    const result = await claims({
      ...options,
      onResult: ({ id, data, verdict, title }) => progress.say(`${id} on ${data}: ${verdict}. ${title}`),
      onProgress: ({ done, total, data }) => progress.update(done, total, `training on ${data}`),
    });
    return { result, seconds: (performance.now() - started) / 1000 };
  } finally {
    progress.stop();
  }
}
