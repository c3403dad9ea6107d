/** The measures of fixed predictions as one digest, which is committed: the bits of every way to add up, on every host. */
import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex } from "@noble/hashes/utils";
import { openMeasures } from "../../src/measure/all.js";
import { tilesOf, wholeBlock } from "../../src/measure/predictions.js";
import type { Adding } from "../../src/measure/sums.js";
import { threefry } from "../../src/reference/random.js";

/** Replicas with groups of one and of two, one column and three; probabilities and logits need not belong together. */
const SHAPES = [
  { replicas: 9, examples: 37, columns: 1 },
  { replicas: 40, examples: 37, columns: 3 },
];

export function measuresDigest(adding: Adding): string {
  const measured = SHAPES.map((sizes, s) => {
    const shape = { ...sizes, kind: "probability" as const };
    const { replicas, examples, columns } = shape;
    let drawn = 0;
    const uniform = () => threefry(0x6d656173, s, 0, drawn++)[0] / 4294967296;
    const values = Float32Array.from({ length: replicas * examples * columns }, uniform);
    const logits = values.map(() => 90 * (uniform() - 0.5));
    const labels = Array.from({ length: examples }, () => Math.floor(uniform() * Math.max(2, columns)));
    const truth = Float64Array.from({ length: examples * columns }, uniform);
    const one = columns === 1;
    const known = { labels, truth, task: one ? "binary" : "classes", loss: one ? "logistic" : "softmax" } as const;
    const measuring = openMeasures(shape, known, true, adding);
    for (const tile of tilesOf(wholeBlock({ ...shape, values }, logits), shape)) measuring.add(tile);
    return measuring.measured();
  });
  // Bare shells have no TextEncoder, and this is ASCII.
  return bytesToHex(sha256(Uint8Array.from(JSON.stringify(measured), (letter) => letter.charCodeAt(0))));
}
