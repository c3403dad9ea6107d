/** A sweep as a table of CSV: a row a setting. */
import { writeCsv } from "../exchange/write-csv.js";
import { labelOf } from "./labels.js";
import type { SweepTable } from "./table.js";

/** @returns columns of the axes, of each measure with its interval, of the ratio to the baseline, and what else a table has */
export function sweepCsv({ axes, columns, settings }: SweepTable): string {
  const each = <Cell>(of: (row: SweepTable["settings"][number]) => Cell): Cell[] => settings.map(of);
  const number = (value: unknown) => (typeof value === "number" ? value : null);
  return writeCsv({
    setting: each(({ name }) => name),
    ...Object.fromEntries(
      axes.map(({ path }) => [path, each(({ values }) => number(values[path]) ?? labelOf(values[path]))]),
    ),
    ...Object.fromEntries(
      [...new Set(settings.flatMap(({ tuned }) => Object.keys(tuned?.values ?? {})))].map((path) => [
        `tuned ${path}`,
        each(({ tuned }) => (tuned ? (number(tuned.values[path]) ?? labelOf(tuned.values[path])) : null)),
      ]),
    ),
    ...Object.fromEntries(
      columns.flatMap((name) =>
        (["value", "low", "high"] as const).map((end) => [
          end === "value" ? name : `${name} ${end}`,
          each(({ measures }) => measures?.[name][end] ?? null),
        ]),
      ),
    ),
    baseline: each(({ contrast }) => contrast?.baseline ?? null),
    ratio: each(({ contrast }) => contrast?.ratio ?? null),
    "ratio low": each(({ contrast }) => contrast?.low ?? null),
    "ratio high": each(({ contrast }) => contrast?.high ?? null),
    verdict: each(({ contrast }) => contrast?.verdict ?? null),
    front: each(({ front }) => (front === null ? null : String(front))),
    failed: each(({ failed }) => failed?.reason ?? null),
    fingerprint: each(({ fingerprint }) => fingerprint),
  });
}
