/** Inputs of the network as their file has them: the way back from `src/data/preprocessing.ts`. */
import type { Dataset } from "../data/dataset.js";
import { type InputColumn, type Preprocessing, widthOf } from "../data/preprocessing.js";

/** What tells the inputs of a row. */
export interface InputReader {
  /** Names of the columns. */
  columns: string[];
  /** The row of some inputs, a cell a column. */
  read(x: Float32Array): (number | string | null)[];
}

/** How inputs of some data are told: by columns of their file, or as numbers. */
export function inputReader({ inputs, inputNames, preprocessing }: Dataset): InputReader {
  if (!preprocessing)
    return {
      columns: inputNames ?? Array.from({ length: inputs }, (_, i) => `x${i + 1}`),
      read: (x) => Array.from(x, (value) => shortest(value, 0, 1)),
    };
  return {
    columns: preprocessing.inputs.map(({ column }) => column),
    read(x) {
      let at = 0;
      return preprocessing.inputs.map((input) => {
        const own = x.subarray(at, at + widthOf(input));
        at += own.length;
        return cellOf(input, own);
      });
    },
  };
}

/** Mean and sd of each input of the network, by which value = mean + sd * input; without a file 0 and 1. */
export function unitsOf({
  inputs,
  preprocessing,
}: Pick<Dataset, "inputs" | "preprocessing">): { mean: number; sd: number }[] {
  if (!preprocessing) return Array.from({ length: inputs }, () => ({ mean: 0, sd: 1 }));
  return preprocessing.inputs.flatMap((input: Preprocessing["inputs"][number]) =>
    input.kind === "category" && input.encoding === "one-hot"
      ? input.values.map(() => ({ mean: 0, sd: 1 }))
      : [{ mean: input.mean, sd: input.sd === 0 ? 1 : input.sd }],
  );
}

/** Of a category that no training row had: null. */
function cellOf(input: InputColumn, x: Float32Array): number | string | null {
  if (input.kind === "category") {
    const place =
      input.encoding === "one-hot" ? x.indexOf(1) : input.sd === 0 ? 0 : Math.round(input.mean + input.sd * x[0]!);
    return input.values[place] ?? null;
  }
  const value = shortest(x[0]!, input.mean, input.sd);
  return input.kind === "date" ? dateOf(value) : value;
}

/** The shortest decimal that is read as this input, (value - mean) / sd in float32. */
function shortest(x: number, mean: number, sd: number): number {
  const value = mean + sd * x;
  for (let digits = 1; digits < 17; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(sd === 0 ? decimal - mean : (decimal - mean) / sd) === x) return decimal;
  }
  return value;
}

const DAY = 86_400_000;

/** Days since 1970 as a date, with the time of the day where there is one. */
function dateOf(days: number): string {
  const date = new Date(Math.round(days * DAY));
  if (Number.isNaN(date.getTime())) return String(days);
  const text = date.toISOString();
  return Number.isInteger(days) ? text.slice(0, 10) : text.slice(0, 19);
}
