/** Names and values beside the rows of a plot, left of its axis, where no mark is. */
import * as Plot from "@observablehq/plot";

/** What stands beside a row. */
export interface LabelledRow {
  /** Tells the row from the others. */
  name: string;
  /** In lines, where the name is not what is read. */
  label?: readonly string[];
  /** Below the name: the number with its interval. */
  value: string;
}

/** Pixels that the texts take, and how many characters fit in. */
const [WIDTH, FITS, LINE, ROOM] = [188, 29, 15, 12];

/** The margin for the texts, the height of a row, and the marks. */
export function rowLabels(rows: readonly LabelledRow[]): { marginLeft: number; row: number; marks: Plot.Markish[] } {
  const lined = rows.map(({ name, label = [name], value }) => ({ name, lines: label.flatMap(wrapped), value }));
  const most = Math.max(1, ...lined.map(({ lines, value }) => lines.length + Number(value !== "")));
  const text = (fill: string, of: (row: (typeof lined)[number]) => string) =>
    Plot.text(lined, {
      y: "name",
      frameAnchor: "left",
      dx: 4 - WIDTH,
      lineHeight: LINE / 12,
      textAnchor: "start",
      fill,
      text: of,
    });
  // Each is as many lines as both together, so that they stand as one block.
  return {
    marginLeft: WIDTH,
    row: most * LINE + ROOM,
    marks: [
      text("var(--ink)", ({ lines, value }) => [...lines, ...(value === "" ? [] : ["\u00a0"])].join("\n")),
      text("var(--soft)", ({ lines, value }) => (value === "" ? "" : [...lines.map(() => "\u00a0"), value].join("\n"))),
    ],
  };
}

/** A text in lines that fit; a longer word is cut. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").map((word) => (word.length > FITS ? `${word.slice(0, FITS - 1)}…` : word))) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= FITS) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
