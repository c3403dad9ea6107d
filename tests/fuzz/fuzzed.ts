/**
 * Every reader on files that went wrong: what they hold or an InputError, within a budget of work. 10^5 cases in all; as
 * many as FUZZ_CASES says for `npm run prove:fuzz`.
 */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { openTable } from "../../src/exchange/open-table.js";
import { InputError } from "../../src/study/errors.js";
import { contentIn } from "../exchange/opened.js";
import { integersOf, mutated } from "./seeded.js";

const CASES = Number(process.env.FUZZ_CASES ?? 100_000);
/** Cells that a case may take: a format that packs may have any number of them in a few bytes. */
const MOST_CELLS = 200_000;

/** Reads a file to its end; it says "read", or that it stopped before that. */
type Read = (bytes: Uint8Array, below: (limit: number) => number) => Promise<string>;

/** A reader, whole files for it or what makes them, its share of the cases, and how it reads where it makes no table. */
export type Fuzzed = [name: string, files: Uint8Array[] | (() => Promise<Uint8Array[]>), share: number, read?: Read];

export const file = (name: string) => new Uint8Array(readFileSync(`tests/data/${name}`));
export const text = (content: string) => new TextEncoder().encode(content);

/** The first lines of some text. */
export function linesOf(name: string, count: number): Uint8Array {
  return text(
    new TextDecoder("latin1")
      .decode(file(`forms/${name}`))
      .split("\n")
      .slice(0, count)
      .join("\n"),
  );
}

async function readTable(bytes: Uint8Array, below: (limit: number) => number): Promise<string> {
  const header = [null, true, false][below(3)]!;
  const { names, batches } = await openTable(contentIn(bytes, "fuzz", 512), { header });
  let cells = 0;
  for await (const { columns, numbers } of batches) {
    if (columns.length !== names.length || columns.some(({ length }) => length !== numbers.length))
      throw new Error("columns of different lengths");
    cells += names.length * numbers.length;
    if (cells > MOST_CELLS) return "many cells";
  }
  return "read";
}

/** Runs the cases of one reader. */
export async function fuzz([name, given, share, read = readTable]: Fuzzed): Promise<void> {
  const files = typeof given === "function" ? await given() : given;
  const counts: Record<string, number> = {};
  const cases = Math.round(CASES * share);
  for (let n = 0; n < cases; n++) {
    const below = integersOf(n);
    const bytes = mutated(files[below(files.length)]!, below);
    const said = await read(bytes, below).catch((cause: unknown) => {
      if (cause instanceof InputError) return cause.kind;
      const whole = Buffer.from(bytes.subarray(0, 4096)).toString("base64");
      throw new Error(`${name}, case ${n}: ${String(cause)}\n${whole}`, { cause });
    });
    counts[said] = (counts[said] ?? 0) + 1;
  }
  // Both happen, or the cases would show nothing.
  const { read: whole = 0 } = counts;
  expect(whole, JSON.stringify(counts)).toBeGreaterThan(cases / 200);
  expect(cases - whole, JSON.stringify(counts)).toBeGreaterThan(cases / 10);
}
