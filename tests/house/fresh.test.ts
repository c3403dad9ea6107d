/** What is fresh is not built again, and what is not is. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { isFresh, markFresh } from "../../scripts/fresh.mjs";

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-fresh-"));
const at = (name: string): string => join(folder, name);
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("it is fresh until an input or an output has other bytes, is added or is gone", () => {
  mkdirSync(at("in/deep"), { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(at(name), text);
  write("in/a", "1");
  write("in/deep/b", "2");
  write("out", "3");
  const [stamp, inputs, outputs] = [at("stamps/x"), [at("in"), at("none")], [at("out")]] as const;
  const fresh = (): boolean => isFresh(stamp, inputs, outputs);
  expect(fresh()).toBe(false);
  markFresh(stamp, inputs, outputs);
  expect(fresh()).toBe(true);
  const changes: [string, string, () => void][] = [
    ["in/a", "1", () => write("in/a", "0")],
    ["in/deep/b", "2", () => write("in/deep/b", "22")],
    ["out", "3", () => write("out", "")],
    ["out", "3", () => rmSync(at("out"))],
    ["in/a", "1", () => rmSync(at("in/a"))],
  ];
  for (const [name, text, change] of changes) {
    change();
    expect(fresh(), name).toBe(false);
    write(name, text);
    expect(fresh(), name).toBe(true);
  }
  write("in/c", "");
  expect(fresh()).toBe(false);
  rmSync(at("in/c"));
  write("none", "");
  expect(fresh()).toBe(false);
});
