/** The table of docs/data.md says what becomes of public files: each row is a file of that form in tests/data/forms. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Dialect } from "../../src/exchange/table.js";
import { refusal } from "../refusal.js";
import { opened } from "./opened.js";

const FOLDER = "tests/data/forms";

interface Form {
  file: string;
  /** Fields that the file needs, in the order in which it asks for them. */
  asks: [field: keyof Dialect, value: unknown][];
  form: string;
  columns: number;
}

const forms = readFileSync("docs/data.md", "utf8")
  .split("\n")
  .map((line) => line.split(/(?<!\\) \| /))
  .filter(([file]) => file?.startsWith("| `") && readdirSync(FOLDER).includes(file.slice(3, -1)))
  .map(
    ([file, , asks, form, columns]): Form => ({
      file: file!.slice(3, -1),
      asks: [...asks!.matchAll(/`(\w+)=([^`]+)`/g)].map(([, field, value]) => [
        field as keyof Dialect,
        JSON.parse(value!),
      ]),
      form: form!.replaceAll("\\|", "|").replaceAll("`", ""),
      columns: Number.parseInt(columns!, 10),
    }),
  );

test("every file of the folder has a row, 20 at least", () => {
  const files = readdirSync(FOLDER).filter((name) => name !== "make.py");
  expect(forms.map(({ file }) => file).sort()).toEqual(files.sort());
  expect(files.length).toBeGreaterThan(20);
});

describe("what becomes of", () => {
  test.each(forms)("$file", async ({ file, asks, form, columns }) => {
    const bytes = new Uint8Array(readFileSync(`${FOLDER}/${file}`));
    let dialect: Dialect = {};
    for (const [field, value] of asks) {
      const remedy = new RegExp(`data\\.${field}=${JSON.stringify(value)}`);
      await expect(opened(bytes, dialect)).rejects.toThrow(refusal("wrong-value", /^text/, undefined, { remedy }));
      dialect = { ...dialect, [field]: value };
    }
    const table = await opened(bytes, dialect);
    expect([table.form, table.names.length, table.rows.length]).toEqual([
      form,
      columns,
      file.startsWith("mtcars") ? 8 : 24,
    ]);
  });
});
