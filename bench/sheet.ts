/** A sheet: one table of a bench, printed in the terminal and on the page alike. */
export interface Sheet {
  title: string;
  /** What the numbers are, their unit and how they were taken. */
  note: string;
  /** The first column is text, the others are numbers. A head may have several words; the terminal stacks them. */
  heads: readonly string[];
  rows: readonly (readonly string[])[];
  /** What the page draws of it. */
  bars?: Bars;
}

/** A bar a row and series. */
export interface Bars {
  label: string;
  rows: readonly { name: string; series: string; value: number }[];
}

/** Aligned columns of plain text. */
export function sheetText({ title, note, heads, rows }: Sheet): string {
  const stacked = heads.map((head) => head.split(" "));
  const height = Math.max(...stacked.map((words) => words.length));
  const above = Array.from({ length: height }, (_, line) =>
    stacked.map((words) => words[line - height + words.length] ?? ""),
  );
  const widths = heads.map((_, column) => Math.max(...[...above, ...rows].map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((text, k) => (k === 0 ? text.padEnd(widths[k]!) : text.padStart(widths[k]!)))
      .join("  ")
      .trimEnd();
  return [title, ...above.map(line), ...rows.map(line), note].join("\n");
}

/** Three significant digits and no exponent: 0.123, 12.3, 1234. */
export function short(value: number | null): string {
  if (value === null) return "-";
  const size = Math.abs(value);
  return size >= 100 || size === 0 ? value.toFixed(0) : value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3);
}
