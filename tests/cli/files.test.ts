import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inFolder, writeFiles } from "../../src/cli/files.js";
import { refusal } from "../refusal.js";
import { scratchFolder } from "./command-line.js";

const HOST = hostname().replace(/[^\w-]/g, "-");

describe("files are all there, or none of them", () => {
  test("where it is ended before", async () => {
    const folder = scratchFolder();
    const files = { "a.json": "{}", "b.html": ["<p>", "</p>"] };
    const reason = new Error("interrupted");
    await expect(writeFiles(folder, files, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(readdirSync(folder)).toEqual([]);
    expect(await writeFiles(folder, files, new AbortController().signal)).toEqual([
      join(folder, "a.json"),
      join(folder, "b.html"),
    ]);
    expect(readdirSync(folder).sort()).toEqual(["a.json", "b.html"]);
    expect(readFileSync(join(folder, "b.html"), "utf8")).toBe("<p></p>");
  });

  test("where it is ended between two pieces", async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "a.json"), "old");
    const end = new AbortController();
    const reason = new Error("interrupted");
    function* pieces(): Generator<string> {
      yield "{";
      end.abort(reason);
      yield "}";
    }
    await expect(writeFiles(folder, { "a.json": pieces() }, end.signal)).rejects.toBe(reason);
    expect(readdirSync(folder)).toEqual(["a.json"]);
    expect(readFileSync(join(folder, "a.json"), "utf8")).toBe("old");
  });

  test("where one of them cannot be written, with its path", async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, "b.html", "full"), { recursive: true });
    const path = JSON.stringify(join(folder, "b.html"));
    await expect(writeFiles(folder, { "b.html": "<p>" })).rejects.toThrow(
      `${path} could not be written: a folder with this name exists (EISDIR).`,
    );
    expect(readdirSync(folder)).toEqual(["b.html"]);
  });
});

describe("a folder", () => {
  const fail = async () => {
    throw new Error("failed");
  };

  test("that was made and stays empty is taken away again, and nothing else", async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, "there"));
    await expect(inFolder(join(folder, "there/a/b"), [], fail)).rejects.toThrow("failed");
    await expect(inFolder(join(folder, "there"), [], fail)).rejects.toThrow("failed");
    expect(readdirSync(folder)).toEqual(["there"]);
    expect(readdirSync(join(folder, "there"))).toEqual([]);
    await expect(
      inFolder(join(folder, "a/b"), [], async () => {
        writeFileSync(join(folder, "a/c"), "of somebody else");
        return fail();
      }),
    ).rejects.toThrow("failed");
    expect(readdirSync(join(folder, "a"))).toEqual(["c"]);
  });

  test.each([
    ["/proc/x"],
    ["/proc/x/y"],
    [""],
    ["/dev/null"],
    ["/dev/null/x"],
    ["x".repeat(300)],
    ["a/".repeat(3) + "x".repeat(300)],
    ["a\0b"],
  ])("that cannot be made is refused at once: %j", async (path) => {
    const folder = scratchFolder();
    const place = path === "" || path.startsWith("/") ? path : join(folder, path);
    await expect(inFolder(place, [], async () => "made")).rejects.toThrow(refusal("wrong-value", "--out", /^"/));
    expect(readdirSync(folder)).toEqual([]);
  });

  test("with a folder where a file belongs is refused before any work", async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, "report.html"));
    await expect(inFolder(folder, ["result.json", "report.html"], async () => "made")).rejects.toThrow(
      refusal("wrong-value", "--out", JSON.stringify(folder), { remedy: /report\.html/ }),
    );
  });

  test("that another command took away is made again", async () => {
    const folder = join(scratchFolder(), "made");
    await writeFiles(folder, { "a.json": "{}" });
    expect(readdirSync(folder)).toEqual(["a.json"]);
  });
});

test("parts of processes of this host that are no more are removed, and no others", async () => {
  const folder = scratchFolder();
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  const kept = [
    `.a.json.${process.ppid}@${HOST}.part`,
    `.a.json.${dead}@another-host.part`,
    `.a.json.${dead}.part`,
    "a.part",
    "result.json",
  ];
  for (const name of [`.result.json.${dead}@${HOST}.part`, `.report.html.${process.pid}@${HOST}.part`, ...kept])
    writeFileSync(join(folder, name), "{");
  expect(await inFolder(folder, [], async () => readdirSync(folder).sort())).toEqual([...kept].sort());
  expect(existsSync(join(folder, "result.json"))).toBe(true);
});
