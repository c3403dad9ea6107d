import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { writeFiles } from "../../src/cli/files.js";
import { scratchFolder } from "./command-line.js";

test("files are all there, or none of them where it is ended before", async () => {
  const folder = scratchFolder();
  const files = { "a.json": "{}", "b.html": "<p>" };
  const reason = new Error("interrupted");
  await expect(writeFiles(folder, files, AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(readdirSync(folder)).toEqual([]);
  await writeFiles(folder, files, new AbortController().signal);
  expect(readdirSync(folder).sort()).toEqual(["a.json", "b.html"]);
});
