/** The tables of the terminal: aligned columns of plain text, colour only where asked for. */
import type { Claim, Claims, Verdict } from "../claims/claim.js";
import type { Repeated } from "../claims/repeated.js";
import type { Estimate } from "../statistics/estimate.js";
import { convergenceRows, grounds } from "./claims-words.js";
import { interval, number } from "./format.js";

export interface TableOptions {
  /** Characters a line; 100 by default, at least 80. */
  width?: number;
  /** ANSI colours; false by default. */
  color?: boolean;
}

const LEAST_WIDTH = 80;
const BOLD = 1;
const DIM = 2;
/** Room for a value and its interval: 2.31e−5 [2.22e−5, 2.40e−5]. */
const VALUE = 26;
const COLOURS: Record<Verdict, number> = { holds: 32, "does not hold": 31, "not resolved": 33 };

type Paint = (text: string, code: number) => string;

function painter(color: boolean): Paint {
  return (text, code) => (color && text !== "" ? `\u001b[${code}m${text}\u001b[0m` : text);
}

/**
 * A line a claim and data family with what its verdict rests on: ratios of pairwise prediction differences, or the
 * controls' own.
 */
export function verdictTable(
  { claims }: Pick<Claims, "claims">,
  { width: requested = 100, color = false }: TableOptions = {},
): string {
  const paint = painter(color);
  const width = Math.max(LEAST_WIDTH, requested);
  const data = Math.max(4, ...claims.map((claim) => claim.data.length));
  const left = 9 + data + 2 + 15;
  const columns = `${"claim".padEnd(9)}${"data".padEnd(data + 2)}${"verdict".padEnd(15)}`;
  const header = `${columns}${"ratio [interval]".padEnd(VALUE)}of pairwise prediction differences (PD)`;
  const lines = [paint(cut(header, width), DIM)];
  claims.forEach((claim, i) => {
    if (claims[i - 1]?.id !== claim.id) lines.push(paint(cut(titleOf(claim), width), BOLD));
    const verdict = claim.reversed ? "reversed" : claim.verdict;
    const head = `${"".padEnd(9)}${claim.data.padEnd(data + 2)}${paint(verdict.padEnd(15), COLOURS[claim.verdict])}`;
    const texts = grounds(claim).flatMap(({ about, value }) => groundLines(about, value, width - left));
    lines.push(`${head}${texts[0] ?? ""}`, ...texts.slice(1).map((text) => `${"".padEnd(left)}${text}`));
  });
  return lines.map((line) => line.trimEnd()).join("\n");
}

/** The data draws behind each verdict of C1, below the table of verdicts; empty where there are none. */
export function drawsTable(
  { claims }: Pick<Claims, "claims">,
  { width: requested = 100, color = false }: TableOptions = {},
): string {
  const paint = painter(color);
  const width = Math.max(LEAST_WIDTH, requested);
  return claims
    .flatMap((claim) => {
      if (claim.convergence === null) return [];
      const rows = convergenceRows(claim.convergence).flatMap(({ head, cells, mean }) => {
        const values = cells.map((cell) => cell.padStart(9)).join("");
        return [
          `  ${head}${mean === "" ? "" : `: ${mean}`}`,
          ...(values === "" ? [] : wrapCells(values, width - 4).map((line) => paint(`    ${line}`, DIM))),
        ];
      });
      return [[paint(`${claim.id} on ${claim.data}, draw by draw`, BOLD), ...rows].join("\n")];
    })
    .join("\n\n");
}

/** A line a claim and data family: how many seeds hold, and the verdict of each. */
export function repeatedTable(
  seeds: readonly number[],
  repeated: readonly Repeated[],
  { color = false }: TableOptions = {},
): string {
  const paint = painter(color);
  const data = Math.max(4, ...repeated.map((row) => row.data.length));
  const wide = Math.max(...seeds.map((seed) => `seed ${seed}`.length), "does not hold".length) + 2;
  const head = `${"claim".padEnd(10)}${"data".padEnd(data + 2)}${"holds".padEnd(9)}${seeds.map((seed) => `seed ${seed}`.padEnd(wide)).join("")}`;
  const rows = repeated.map(({ id, data: family, holds, verdicts }) => {
    const each = verdicts.map((verdict) => paint(verdict.padEnd(wide), COLOURS[verdict])).join("");
    return `${id.padEnd(10)}${family.padEnd(data + 2)}${`${holds} of ${verdicts.length}`.padEnd(9)}${each}`.trimEnd();
  });
  return [paint(head.trimEnd(), DIM), ...rows].join("\n");
}

/** Cells of nine characters, as many a line as fit. */
function wrapCells(cells: string, width: number): string[] {
  const room = Math.floor(width / 9) * 9;
  return Array.from({ length: Math.ceil(cells.length / room) }, (_, line) =>
    cells.slice(line * room, (line + 1) * room),
  );
}

/** The value, and beside it what it is of; a reason without a value takes the whole line. */
function groundLines(about: string, value: string, width: number): string[] {
  if (value === "") return wrap(about, width);
  const room = Math.max(VALUE, value.length + 2);
  return wrap(about, width - room).map((line, i) => `${(i === 0 ? value : "").padEnd(room)}${line}`);
}

function titleOf({ id, title }: Claim): string {
  return `${id.padEnd(9)}${title}`;
}

/** A line a measure that applies: name, value, 95% interval, form. */
export function measureTable(
  { measures }: { measures: Readonly<Record<string, Estimate>> },
  { width: requested = 100, color = false }: TableOptions = {},
): string {
  const paint = painter(color);
  const width = Math.max(LEAST_WIDTH, requested);
  const rows = Object.entries(measures)
    .filter(([, e]) => e.value !== null)
    .map(([name, e]) => [name, number(e.value), interval(e.low, e.high), e.form] as const);
  const header = ["measure", "value", "95% interval", "form"] as const;
  const wide = [0, 1, 2].map((column) => Math.max(header[column]!.length, ...rows.map((row) => row[column]!.length)));
  const lines = ([name, value, range, form]: readonly [string, string, string, string]) => {
    const left = `${name.padEnd(wide[0]!)}  ${value.padStart(wide[1]!)}  ${range.padEnd(wide[2]!)}  `;
    return wrap(form, width - left.length).map((text, i) =>
      (i === 0 ? `${left}${text}` : `${"".padEnd(left.length)}${text}`).trimEnd(),
    );
  };
  return [...lines(header).map((line) => paint(line, DIM)), ...rows.flatMap(lines)].join("\n");
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** Lines of at most `width` characters, broken at spaces. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && longer.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
