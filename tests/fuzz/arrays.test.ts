/** Files of arrays, by the door through which they come: the initial parameters of a study. */
import { test } from "vitest";
import type { NamedArray } from "../../src/exchange/named-array.js";
import { writeNpz } from "../../src/exchange/npz.js";
import { writeSafetensors } from "../../src/exchange/safetensors.js";
import { withInitialFile } from "../../src/run/initial-file.js";
import { type Fuzzed, fuzz } from "./fuzzed.js";

const numbers = (count: number) => Float32Array.from({ length: count }, (_, n) => n / 8);
const layers = (first: string, second: string): NamedArray[] => [
  { name: `${first}.weight`, shape: [3, 2], values: numbers(6) },
  { name: `${first}.bias`, shape: [3], values: numbers(3) },
  { name: `${second}.weight`, shape: [1, 3], values: numbers(3) },
  { name: `${second}.bias`, shape: [1], values: numbers(1) },
];

async function readNetwork(bytes: Uint8Array): Promise<string> {
  const { hidden, initial } = await withInitialFile({}, { bytes });
  if (hidden?.length !== (initial as unknown[]).length - 1) throw new Error("layers of other widths");
  return "read";
}

const READERS: Fuzzed[] = [
  [
    "safetensors",
    [writeSafetensors(layers("fc1", "fc2"), { made: "here" }), writeSafetensors(layers("0", "2"), {})],
    0.05,
    readNetwork,
  ],
  ["arrays in a zip", [writeNpz(layers("fc1", "fc2"))], 0.02, readNetwork],
];

test.each(READERS)(
  "whatever a file of %s holds, it is a network or refused",
  async (...reader) => fuzz(reader),
  3_600_000,
);
