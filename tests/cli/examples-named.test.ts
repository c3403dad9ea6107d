/**
 * Whatever says something of single examples says by its id which it is of, where the data have ids, and else by the
 * row of the file: a walk through all that the commands write.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { contentOf } from "../../src/exchange/content.js";
import { openTable } from "../../src/exchange/open-table.js";
import { doppelgrad, scratchFolder } from "./command-line.js";

const ROWS = Array.from({ length: 60 }, (_, n) => ({
  patient: `p${n}`,
  height: ((n * 7919) % 1000) / 500 - 1,
  answer: (n * 7) % 5 < 2 ? "yes" : "no",
}));
/** Lines of the file, by which it names its rows: the first holds the names of the columns. */
const LINE = 2;

/** A cell for each example, by name of the column. */
type Named = Record<string, string>[];

const cellsOf = (text: string): Named => Papa.parse<Record<string, string>>(text.trim(), { header: true }).data;

async function parquetCells(path: string): Promise<Named> {
  const content = contentOf({ path, text: null, bytes: null } as never, "predictions.parquet");
  const table = await openTable(content, {});
  const rows: Named = [];
  for await (const { columns, numbers } of table.batches)
    for (let n = 0; n < numbers.length; n++)
      rows.push(Object.fromEntries(table.names.map((name, c) => [name, String(columns[c]![n])])));
  return rows;
}

/** The rows of a table of a page, by the names of its columns in small letters. */
function pageCells(markup: string, name: string): Named {
  const table = parseHTML(markup).document.querySelector(`table[aria-label="${name}"]`)!;
  const texts = (row: Element) => [...row.querySelectorAll("th, td")].map((cell) => cell.textContent!);
  const [head, ...rows] = [...table.querySelectorAll("tr")].map(texts);
  return rows.map((row) => Object.fromEntries(row.map((cell, c) => [head![c]!.toLowerCase(), cell])));
}

describe.each([
  ["with ids", true],
  ["without", false],
])("%s", (_, hasIds) => {
  test("each output names its examples", async () => {
    const folder = scratchFolder();
    const [file, read] = [
      (name: string) => join(folder, name),
      (name: string) => readFileSync(join(folder, name), "utf8"),
    ];
    const columns = [...(hasIds ? ["patient"] : []), "height", "answer"] as const;
    const lines = ROWS.map((row) => columns.map((name) => row[name as "patient"]).join());
    writeFileSync(file("t.csv"), `${columns.join()}\n${lines.join("\n")}\n`);
    const done = async (...args: string[]) => {
      const { code, stdout, stderr } = await doppelgrad(args, folder);
      expect(code, stderr).toBe(0);
      return stdout;
    };
    const study = ["run", "t.csv", ...(hasIds ? ["--set", "data.id=patient"] : []), "--replicas", "5", "--epochs", "2"];
    await done(...study, "--out", "a", "--with", "predictions,parameters");
    await done(...study, "--set", "hidden=4", "--out", "b", "--with", "predictions");

    /** Expects that each is named as in the file. */
    const isNamed = (rows: Named, what: string, from = LINE) => {
      expect(rows.length, what).toBeGreaterThan(0);
      for (const row of rows) {
        const n = hasIds ? Number(row.id!.slice(1)) : Number(row.row) - from;
        expect(ROWS[n], `${what}: ${JSON.stringify(row)}`).toBeDefined();
        expect(Object.hasOwn(row, "id"), what).toBe(hasIds);
        if (row.label !== undefined) expect(row.label, what).toBe(ROWS[n]!.answer);
        if (row.row !== undefined && from === LINE) expect(Number(row.row), what).toBe(n + LINE);
      }
    };
    const isNamedInJson = (flips: { id: string | null; row: number }[], what: string) =>
      isNamed(
        flips.map(({ id, row }) => ({ ...(id !== null && { id }), row: String(row) })),
        what,
      );

    const { examples, predictions } = JSON.parse(read("a/result.json"));
    expect(predictions[0].length).toBe(examples.rows.length);
    isNamedInJson(
      examples.rows.map((row: number, n: number) => ({ row, id: examples.ids?.[n] ?? null })),
      "run --with",
    );
    isNamed(pageCells(read("a/report.html"), "Examples that flip"), "the page of run");

    await done("export", "a", "--predictions", "--format", "csv");
    isNamed(cellsOf(read("predictions.csv")), "export to CSV");
    await done("export", "a", "--predictions", "--format", "parquet");
    isNamed(await parquetCells(file("predictions.parquet")), "export to Parquet");

    for (const given of ["a", "predictions.csv", "predictions.parquet"]) {
      const said = await done("compare", given, "--out", "c");
      const names = [...said.matchAll(/^ {2}(?:(p\d+) \()?row (\d+)/gm)].map(([, id = null, row]) => ({
        id,
        row: Number(row),
      }));
      const isCounted = hasIds && given !== "a";
      if (!isCounted) isNamedInJson(names as never, `compare ${given}`);
      else
        isNamed(
          names.map(({ id, row }) => ({ id: id!, row: String(row) })),
          `compare ${given}`,
          Number.NaN,
        );
      const from = isCounted ? Number.NaN : LINE;
      isNamed(
        cellsOf(read("c/flips.csv")).map(({ id, ...row }) => ({ ...(id && { id }), ...row }) as never),
        `flips of ${given}`,
        from,
      );
      isNamed(pageCells(read("c/report.html"), "Examples that flip"), `the page of ${given}`, from);
      const { flips } = JSON.parse(read("c/comparison.json"));
      isNamed(
        flips.map(({ id, row }: { id: string | null; row: number }) => ({ ...(id && { id }), row: String(row) })),
        `the JSON of ${given}`,
        from,
      );
    }

    await done("diff", "a", "b", "--out", "d");
    const { flips: inOne } = JSON.parse(read("d/diff.json"));
    isNamedInJson(inOne.examples, "the JSON of diff");
    isNamed(
      cellsOf(read("d/flips.csv")).map(({ id, ...row }) => ({ ...(id && { id }), ...row }) as never),
      "flips of diff",
    );
    for (const { flips: name } of inOne.examples)
      isNamed(pageCells(read("d/report.html"), `Examples that flip in ${name} alone`), "the page of diff");

    isNamed(
      cellsOf(await done("predict", "a", "t.csv", "--data", "t.csv")).map(({ class: _class, ...row }) => row),
      "predict",
    );
    const { rows, ids } = JSON.parse(await done("predict", "a", "t.csv", "--data", "t.csv", "--json"));
    isNamedInJson(
      rows.map((row: number, n: number) => ({ row, id: ids?.[n] ?? null })),
      "predict --json",
    );
  });
});
