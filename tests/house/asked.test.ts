/** A long run starts for what it was asked alone. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";

const scripts = readdirSync("scripts").filter((name) => /^prove-.*\.mjs$/.test(name));

test.each(scripts)("%s explains itself, and refuses an option that it does not have", (name) => {
  const told = (option: string) => spawnSync(process.execPath, [`scripts/${name}`, option], { encoding: "utf8" });
  const help = told("--help");
  expect([help.status, help.stderr]).toEqual([0, ""]);
  expect(help.stdout).toContain(`npm run ${name.replace("-", ":").replace(".mjs", "")}`);
  const refused = told("--ful");
  expect([refused.status, refused.stdout]).toEqual([2, ""]);
  expect(refused.stderr).toBe("Unknown option '--ful'. See --help.\n");
});
