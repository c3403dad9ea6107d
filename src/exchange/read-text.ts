/**
 * The reader of text: CSV, TSV and their kin, each row known by its line. Cells are text, with numbers in plain decimal
 * notation; an empty one is null.
 */
import { shown, wrongValue } from "../study/errors.js";
import { LARGEST } from "../study/plan.js";
import type { Content } from "./content.js";
import { type Row, rowsOf, withPlainLineEnds } from "./csv-rows.js";
import { decodedPieces } from "./decoding.js";
import { plainNumber } from "./number-form.js";
import { type Batch, cellPlace, type Dialect, type Table } from "./table.js";
import { findTextForm, isFilled, type TextForm } from "./text-form.js";
import { splitText } from "./text-rows.js";

/** Characters from which the form is found, and lines at least. */
const SAMPLE = 1 << 18;
const LEAST_LINES = 3;
/** Characters of those lines at most, and of a row. */
const LONGEST = 1 << 24;

export async function read({ source, pieces, size }: Content, dialect: Dialect): Promise<Table> {
  checkDialect(dialect);
  let encoding = "";
  const text = withPlainLineEnds(
    decodedPieces(pieces(), source, dialect.encoding ?? null, (name) => {
      encoding = name;
    }),
  );
  const skip = dialect.skip ?? 0;
  const { head, isWhole } = await begun(text, skip, source);
  const sample = head.slice(0, SAMPLE);
  const isEnough = head.length > SAMPLE && hasLines(sample);
  const form = findTextForm(isEnough ? sample : head, isWhole && !isEnough, skip + 1, dialect, source);
  if (isEnough) refuseSize(source, await size(), sample, form);
  const words = [...form.words, ...(encoding === "utf-8" || encoding === "" ? [] : [encoding.toUpperCase()])];
  return { source, unit: "line", form: words.join(", "), names: form.names, batches: batches() };

  async function* batches(): AsyncGenerator<Batch> {
    const split = splitText(form.delimiter, form.comment, source);
    const toColumns = columnsBy(form, source);
    for await (const rows of rowsOf(all(), source, split, skip + 1, LONGEST)) {
      const filled = rows.filter((row) => row.line >= form.first && isFilled(row) && !isComment(row, form, source));
      if (filled.length > 0) yield toColumns(filled);
    }
  }

  async function* all(): AsyncGenerator<string> {
    yield head;
    if (!isWhole) yield* text;
  }
}

/** How many times more cells than a table may have the first lines must promise, so that no other lines have fewer. */
const SURELY = 2;

/** What is far too large is refused before it is read. */
function refuseSize(
  source: string,
  size: number | null,
  sample: string,
  { width, delimiter, comment }: TextForm,
): void {
  if (size === null) return;
  const { rows, length } = splitText(delimiter, comment, source)(sample, false, 1);
  const bytes = new TextEncoder().encode(sample.slice(0, length)).length;
  const cells = Math.round((size / bytes) * rows.length * width);
  if (cells <= SURELY * LARGEST) return;
  const got = `about ${cells}, by the first lines of ${size} bytes`;
  throw wrongValue(source, `rows times columns of at most ${LARGEST}`, got, "Use fewer rows or columns.");
}

function checkDialect({ delimiter, decimal, thousands, comment }: Dialect): void {
  const given = Object.entries({ delimiter, decimal, thousands, comment }).filter(([, character]) => character != null);
  for (const [n, [field, character]] of given.entries()) {
    const other = given.slice(0, n).find(([, each]) => each === character);
    if (other && !(delimiter === "," && decimal === "," && thousands !== ","))
      throw wrongValue(`study.data.${field}`, `another character than ${other[0]}`, shown(character));
  }
}

/** The first lines behind those that are skipped, and whether they are all. */
async function begun(
  text: AsyncGenerator<string>,
  skip: number,
  source: string,
): Promise<{ head: string; isWhole: boolean }> {
  let head = "";
  let lines = 0;
  let skipped = 0;
  for (;;) {
    const next = await text.next();
    if (next.done) {
      if (skipped < skip)
        throw wrongValue("study.data.skip", `at most ${skipped}, the lines of ${source}`, String(skip));
      return { head, isWhole: true };
    }
    let rest = next.value;
    for (; skipped < skip && rest !== ""; skipped++) {
      const end = rest.indexOf("\n") + 1;
      rest = end > 0 ? rest.slice(end) : "";
      if (end === 0) break;
    }
    head += rest;
    // Ends of lines are counted in each piece: a long text is not looked through again and again.
    for (let end = rest.indexOf("\n"); end >= 0 && lines < LEAST_LINES; end = rest.indexOf("\n", end + 1)) lines++;
    if (skipped === skip && head.length > SAMPLE && (lines === LEAST_LINES || head.length > LONGEST))
      return { head, isWhole: false };
  }
}

function hasLines(text: string): boolean {
  return text.split("\n", LEAST_LINES + 1).length > LEAST_LINES;
}

/** Whether a row begins as the comments above the first one do; one that has as many cells as a row may be either. */
function isComment({ line, cells }: Row, { mark, width, top }: TextForm, source: string): boolean {
  if (mark === null || !cells[0]!.startsWith(mark)) return false;
  if (cells.length !== width) return true;
  const remedy = `Set data.comment=${shown(mark)} if it is a comment, or data.skip=${top - 1} if it is a row.`;
  throw wrongValue(`${source} line ${line}`, "a row, or a comment", shown(cells.join(" ")), remedy);
}

/** Makes columns of rows, each of which has as many cells as the form says. */
function columnsBy(form: TextForm, source: string): (rows: readonly Row[]) => Batch {
  const { names, width, numbers } = form;
  const plain = plainNumber(numbers);
  const isTrailed = width > names.length;
  const cellAt = (row: Row, column: number): string | null => {
    const cell = row.cells[column]!;
    if (cell === "") return null;
    if (plain === null) return cell;
    return plain(cell, () => {
      const got = shown(cell);
      const remedy = 'Set data.thousands="." if its point groups digits, or data.decimal=".".';
      throw wrongValue(cellPlace({ source, unit: "line" }, row.line, names[column]!), "a decimal comma", got, remedy);
    });
  };
  return (rows) => {
    for (const row of rows) {
      const { line, cells } = row;
      // A row without the delimiter behind its last cell is as good as one with it.
      const isWhole = cells.length === width || (isTrailed && cells.length === names.length);
      if (!isWhole) {
        const remedy = /^[#%]/.test(cells[0]!) ? `If it is a comment, set data.comment=${shown(cells[0]![0])}.` : "";
        throw wrongValue(
          `${source} line ${line}`,
          `${width} columns, as in the other rows`,
          String(cells.length),
          remedy,
        );
      }
      if (isTrailed && cells.slice(names.length).some((cell) => cell !== "")) {
        throw wrongValue(`${source} line ${line}`, `${names.length} columns`, String(cells.length));
      }
    }
    return {
      numbers: rows.map(({ line }) => line),
      columns: names.map((_, column) => rows.map((row) => cellAt(row, column))),
    };
  };
}
