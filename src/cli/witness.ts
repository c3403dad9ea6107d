/** `doppelgrad witness` */
import { number, percent } from "../report/format.js";
import { type Witness, witness } from "../witness/witness.js";
import { print, printJson } from "./output.js";
import { progressLine } from "./progress.js";
import { type StudyArguments, studyFrom } from "./study-input.js";

export async function witnessCommand(
  name: string | undefined,
  options: StudyArguments & { json?: boolean },
  signal: AbortSignal,
): Promise<void> {
  const input = await studyFrom(name, options);
  const progress = progressLine("steps");
  let found: Witness;
  try {
    found = await witness(input, {
      signal,
      onProgress: ({ done, total }) => progress.update(done, total, "training both ways"),
    });
  } finally {
    progress.stop();
  }
  if (options.json) await printJson(found);
  else await print(summary(found));
}

function summary({
  engine,
  architecture,
  fuses,
  replicas,
  moved,
  predictionDifference,
  share,
  relaxedFingerprint,
}: Witness): string {
  const parted = replicas.filter((replica) => replica.parted).sort((a, b) => a.parted!.step - b.parted!.step);
  const first = parted[0];
  return [
    `${engine}, ${architecture}: relaxed multiply-add is ${fuses ? "fused (one rounding)" : "not fused (two roundings, as in the strict build)"}`,
    first
      ? `${parted.length} of ${replicas.length} replicas part from the strict build; first replica ${first.index} after step ${first.parted!.step}, ${first.parted!.element}`
      : `all ${replicas.length} replicas have the bits of the strict build`,
    `predictions move by ${number(moved)} on average; a change of seed moves them by ${number(predictionDifference.value)} (prediction difference, pairwise)${share === null ? "" : `: ${percent(share)} of it`}`,
    `relaxed fingerprint on this engine ${relaxedFingerprint}`,
    "This is a witness, not a result: another engine may give other bits.",
  ].join("\n");
}
