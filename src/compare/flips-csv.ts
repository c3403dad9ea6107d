/** The table of examples that flip, for spreadsheets and data frames. */
import { readOrRefuse, shown, wrongType } from "../study/errors.js";
import { fieldsOf } from "../study/fields.js";
import { answerText, type Flip, type Flips } from "./flips.js";

const WHAT = "what compare or flips resolves to";

/** Writes the table as CSV (`lazy.ts` says what it takes). */
export async function flipsCsv(table: Flips): Promise<string> {
  const { replicas } = fieldsOf(table, "flips", WHAT);
  if (!(Number.isInteger(replicas) && (replicas as number) <= 1e6)) throw wrongType("flips", WHAT, shown(table));
  return readOrRefuse("flips", WHAT, table, () => {
    const answers = Array.from({ length: table.replicas }, (_, r) => `replica ${r}`);
    const head = ["row", "id", "group", "label", "disagreement", "difference", "baseline", ...answers];
    return csvOf([head, ...table.flips.map((flip) => cellsOf(flip, table))]);
  });
}

/** Lines of cells; null is an empty one. */
export function csvOf(lines: readonly (readonly (string | number | null)[])[]): string {
  return lines.map((cells) => `${cells.map((cell) => quoted(String(cell ?? ""))).join(",")}\n`).join("");
}

function cellsOf(flip: Flip, table: Flips): (string | number | null)[] {
  const { row, id, group, label, disagreement, difference, baseline, answers } = flip;
  const text = (answer: typeof label) => answerText(answer, flip, table);
  return [row, id, group, text(label), disagreement, difference, text(baseline), ...answers.map(text)];
}

/** As RFC 4180 has it. */
function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
