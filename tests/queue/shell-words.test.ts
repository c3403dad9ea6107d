import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shellLine } from "../../src/queue/shell-words.js";

test("a shell reads every word back as it is", () => {
  const word = fc
    .oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("", "'", "it's 100% $HOME", "a\nb", "{}", "-n", "~", "#", "!!"),
    )
    // What no argument of a process can hold.
    .filter((text) => !text.includes("\0"));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
      for (const shell of ["sh", "bash"]) {
        const { stdout } = spawnSync(shell, ["-c", `printf '%s\\0' ${shellLine(words)}`], { encoding: "utf8" });
        expect(stdout).toBe(words.map((each) => `${each}\0`).join(""));
      }
    }),
    { numRuns: 50 },
  );
});

test("what is plain stands as it is", () => {
  expect(shellLine(["run", "--out", "/shared/vee-64", "a=b", "it's"])).toBe(
    `run --out /shared/vee-64 'a=b' 'it'\\''s'`,
  );
});
