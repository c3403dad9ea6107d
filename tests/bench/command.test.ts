import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { benchCommand } from "../../src/cli/bench.js";
import { refusal } from "../refusal.js";

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-bench-"));

/** What the command prints on stdout. */
async function printed(what: string, options: Parameters<typeof benchCommand>[1]): Promise<string> {
  const write = vi.spyOn(process.stdout, "write").mockImplementation(((_: string, written?: () => void) => {
    written?.();
    return true;
  }) as typeof process.stdout.write);
  try {
    await benchCommand(what, options);
    return write.mock.calls.map(([text]) => String(text)).join("");
  } finally {
    write.mockRestore();
  }
}

test("--json prints one document and nothing else; --out writes it and a page without scripts or addresses", async () => {
  const out = join(folder, "made");
  const text = await printed("math", { quick: true, json: true, out });
  expect(JSON.parse(text)).toMatchObject({ bench: "math", machine: { processors: expect.any(Number) as number } });
  expect(JSON.parse(readFileSync(join(out, "bench-math.json"), "utf8"))).toEqual(JSON.parse(text));
  const page = readFileSync(join(out, "bench-math.html"), "utf8");
  expect(page).toMatch(/^<!doctype html>/i);
  expect(page).toContain('<svg role="img"');
  expect(page).not.toMatch(/<script|src=|href="http/);
  rmSync(folder, { recursive: true });
});

test("an unknown bench, and a folder that cannot be made, are said before anything is timed", async () => {
  await expect(benchCommand("math", { peers: "numpy" })).rejects.toThrow(
    refusal("wrong-value", "--peers", "bench math"),
  );
  await expect(benchCommand("peers", { peers: "numpy-batch" })).rejects.toThrow(
    refusal("wrong-value", "peers", '"numpy-batch"', { remedy: 'Did you mean "numpy-batched"?' }),
  );
  await expect(benchCommand("peers", { rounds: "0" })).rejects.toThrow(
    refusal("wrong-value", "--rounds", '"0"', { expected: /from 1 / }),
  );
  await expect(benchCommand("kernel", {})).rejects.toThrow(
    refusal("wrong-value", "bench", '"kernel"', { remedy: 'Did you mean "kernels"?' }),
  );
  const file = join(mkdtempSync(join(tmpdir(), "doppelgrad-bench-")), "file");
  writeFileSync(file, "");
  await expect(benchCommand("kernels", { out: file })).rejects.toThrow(
    refusal("wrong-value", "--out", JSON.stringify(file)),
  );
  expect(existsSync(file)).toBe(true);
});
