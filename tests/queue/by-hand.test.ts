/** What people meet before a queue works: packages that are not installed, and the example of containers. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { program } from "../../src/cli/main.js";
import { doppelgrad, scratchFolder } from "../cli/command-line.js";

const folder = scratchFolder();

/** A module that hides a package from whoever imports it. */
function hiding(name: string): string {
  const file = join(folder, `without-${name}.mjs`);
  const hooks = `export async function resolve(specifier, context, next) {
    if (specifier !== ${JSON.stringify(name)}) return next(specifier, context);
    throw Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
  }`;
  writeFileSync(
    file,
    `import { register } from "node:module";
    register("data:text/javascript," + encodeURIComponent(${JSON.stringify(hooks)}));`,
  );
  return file;
}

test.each([
  ["bullmq", "redis://127.0.0.1:1", "npm install bullmq ioredis"],
  ["ioredis", "redis://127.0.0.1:1", "npm install bullmq ioredis"],
  ["pg", "postgres://127.0.0.1:1/x", "npm install bullmq pg"],
])("where %s is not installed the sentence says how to get it", async (name, address, remedy) => {
  const env = { NODE_OPTIONS: `--import=${hiding(name)}` };
  const { code, stdout, stderr } = await doppelgrad(["worker", "--from", address], folder, { env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr.split("\n")).toEqual([expect.stringMatching(/^--from: /), ""]);
  expect(stderr).toContain(remedy);
});

/** Of a line, the command and its options, which there must be. */
function expectOurs(words: readonly string[]): void {
  const command = program.commands.find((each) => each.name() === words[0]);
  expect(command, words[0]).toBeDefined();
  const names = words.filter((word) => word.startsWith("--")).map((word) => word.split("=")[0]);
  for (const name of names)
    expect(
      command!.options.map(({ long }) => long),
      `${words[0]} ${name}`,
    ).toContain(name);
}

test("the example of containers starts our commands, with options that there are", () => {
  const text = readFileSync("examples/compose.yaml", "utf8");
  const { services, volumes } = parse(text);
  const { command, environment, depends_on, stop_grace_period } = services.worker;
  const own = command.slice(command.indexOf("doppelgrad") + 1);
  expect(own[0]).toBe("worker");
  expectOurs(own);
  const from = program.commands
    .find((each) => each.name() === "worker")!
    .options.find(({ long }) => long === "--from")!;
  expect(Object.keys(environment)).toEqual([from.envVar]);
  expect(new URL(environment.DOPPELGRAD_QUEUE).hostname).toBe("redis");
  for (const service of depends_on) expect(Object.keys(services)).toContain(service);
  expect(Object.keys(volumes)).toEqual([services.redis.volumes[0].split(":")[0]]);
  // Its --deadline is ten seconds.
  expect(Number.parseInt(stop_grace_period, 10)).toBeGreaterThan(10);
  const installed = command
    .filter((word: string) => word.startsWith("--package="))
    .map((word: string) => word.slice(10));
  expect(installed).toEqual(["doppelgrad", "bullmq", "ioredis"]);
  const [submitted] = /npx doppelgrad (submit .*)$/m.exec(text)!.slice(1);
  expectOurs(submitted!.split(" "));
});
