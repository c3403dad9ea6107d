/**
 * The engines of the matrix: what each is, where it comes from, and how it is started. Debian's packages come by `npm
 * run setup:engines`; those of npm are installed into a folder outside the project when they are first needed.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { trainInInterpreter } from "./interpreter.mjs";
import { runInPage, runInShell } from "./launch.mjs";
import { scriptOf } from "./script.mjs";

const CACHE = join(tmpdir(), "doppelgrad-engines");

/** An engine that this machine cannot have; the message says why. */
export class Missing extends Error {}

/** The path of a program of a Debian package. */
function installed(program, debian = program) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, program);
    if (isProgram(path)) return path;
  }
  throw new Missing(`Debian's ${debian} is not installed`);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The path of a program in an npm package, which is installed without its dependencies, scripts or a look at this
 * machine's kind.
 */
function fromNpm(name, range, file) {
  const folder = join(CACHE, `${name.replaceAll("/", "-")}@${range}`);
  const path = join(folder, "node_modules", name, file);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const args = [
      "install",
      "--prefix",
      folder,
      "--force",
      "--ignore-scripts",
      "--omit=optional",
      "--no-audit",
      "--no-fund",
      `${name}@${range}`,
    ];
    const { status, stderr } = spawnSync("npm", args, { encoding: "utf8" });
    if (status !== 0 || !existsSync(path))
      throw new Missing(`npm could not install ${name}@${range}: ${stderr.trim().split("\n").at(-1)}`);
  }
  return path;
}

function onLinux() {
  if (process.platform !== "linux") throw new Missing("it is taken from npm for Linux only");
}

const thisMajor = process.versions.node.split(".")[0];

/** Node of a major version (or "latest") for this machine. */
function node(major) {
  if (major === thisMajor) return process.execPath;
  onLinux();
  return fromNpm(`node-linux-${process.arch}`, major, "bin/node");
}

/** The version that a program says of itself, or that Debian has for a package. */
function versionOf(program, ...args) {
  const { stdout } = spawnSync(program, args.length > 0 ? args : ["--version"], { encoding: "utf8", timeout: 60_000 });
  return stdout?.match(/\d+(\.\d+)+(esr)?/)?.[0] ?? "unknown";
}

/** An engine that trains by `run`, which takes what `find` returned and a function that makes the script. */
function scripted(name, architecture, find, run) {
  return {
    name,
    architecture,
    find() {
      const { version, ...how } = find();
      const train = async (build, studies) => JSON.parse(await run(how, (report) => scriptOf(build, studies, report)));
      return { version, train };
    },
  };
}

function shell(name, architecture, find) {
  return scripted(name, architecture, () => ({ print: "console.log", ...find() }), runInShell);
}

function page(name, find) {
  return scripted(name, here, find, runInPage);
}

const here = { x64: "x86-64", arm64: "arm64" }[process.arch] ?? process.arch;

function nodeHere(name, major, flags = []) {
  return shell(name, here, () => {
    const program = node(major);
    return { program, args: flags, version: versionOf(program) };
  });
}

/** Node of another machine under qemu-user, with Debian's cross libraries. */
function emulatedNode(architecture, cpu, qemu, libraries, debian) {
  return shell("Node (V8)", `${architecture} (qemu)`, () => {
    const program = installed(`qemu-${qemu}-static`, "qemu-user-static");
    if (!existsSync(`/usr/${libraries}`)) throw new Missing(`Debian's libc6-${debian}-cross is not installed`);
    const args = ["-L", `/usr/${libraries}`, fromNpm(`node-linux-${cpu}`, "latest", "bin/node")];
    return { program, args, version: versionOf(program, ...args, "--version") };
  });
}

/** Node on an older CPU of this kind of machine. */
function olderCpu(architecture, cpu) {
  return shell("Node (V8)", `${architecture} (qemu, ${cpu})`, () => {
    if (process.arch !== "x64") throw new Missing("it needs an x86-64 machine");
    const program = installed("qemu-x86_64-static", "qemu-user-static");
    const args = ["-cpu", cpu, process.execPath];
    return { program, args, version: versionOf(program, ...args, "--version") };
  });
}

const JSC = "libjavascriptcoregtk-4.0-bin";

function jsc(name, env = {}) {
  return shell(name, here, () => {
    const program = installed("jsc", JSC);
    return { program, args: [], env, print: "print", version: versionOf("dpkg-query", "-W", "-f", "${Version}", JSC) };
  });
}

const CHROMIUM_FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Browsers that show pages: a name, and `find`, which throws `Missing` or returns { program, args, version } as
 * `runInPage` takes it.
 */
export const browsers = [
  {
    name: "Chromium (V8)",
    find() {
      const program = installed("chromium");
      return {
        program,
        args: (url, home) => [...CHROMIUM_FLAGS, `--user-data-dir=${home}`, url],
        version: versionOf(program),
      };
    },
  },
  {
    name: "Firefox ESR (SpiderMonkey)",
    find() {
      const program = installed("firefox-esr");
      return {
        program,
        args: (url, home) => ["--headless", "--no-remote", "--profile", home, url],
        version: versionOf(program),
      };
    },
  },
  {
    name: "WebKitGTK (JavaScriptCore)",
    find() {
      const program = installed("xvfb-run", "xvfb");
      const browser = `/usr/lib/${{ x64: "x86_64", arm64: "aarch64" }[process.arch]}-linux-gnu/webkit2gtk-4.1/MiniBrowser`;
      if (!isProgram(browser)) throw new Missing("Debian's libwebkit2gtk-4.1-0 is not installed");
      const version = versionOf("dpkg-query", "-W", "-f", "${Version}", "libwebkit2gtk-4.1-0");
      return { program, args: (url) => ["-a", browser, url], version };
    },
  },
];

/**
 * The browsers, and one quick shell of each family: every run of the tests uses them. An engine has a name, an
 * architecture, and `find`, which throws `Missing` or returns its version and `train(build, studies)`; that resolves to
 * an answer as runner.ts gives it. The tests give a slow one every fourth study.
 */
export const testedEngines = [
  nodeHere(`Node ${thisMajor} (V8)`, thisMajor),
  jsc("jsc shell (JavaScriptCore)"),
  shell("gjs shell (SpiderMonkey)", here, () => {
    const program = installed("gjs");
    return { program, args: [], print: "print", version: versionOf(program) };
  }),
  {
    name: "wabt's interpreter",
    architecture: here,
    slow: true,
    find() {
      const program = installed("spectest-interp", "wabt");
      return { version: versionOf(program), train: (build, studies) => trainInInterpreter(program, build, studies) };
    },
  },
  ...browsers.map(({ name, find }) => page(name, find)),
];

export const engines = [
  ...testedEngines,
  ...["20", "22", "24"].filter((major) => major !== thisMajor).map((major) => nodeHere(`Node ${major} (V8)`, major)),
  nodeHere("Node, newest (V8)", "latest"),
  nodeHere("Node 24, Liftoff only (V8)", "24", ["--liftoff", "--no-wasm-tier-up"]),
  nodeHere("Node 24, TurboFan only (V8)", "24", ["--no-liftoff"]),
  shell("Deno (V8)", here, () => {
    onLinux();
    const program = fromNpm(`@deno/linux-${process.arch}-glibc`, "latest", "deno");
    return { program, args: ["run"], version: versionOf(program) };
  }),
  shell("Bun (JavaScriptCore)", here, () => {
    onLinux();
    const program = fromNpm(
      `@oven/bun-linux-${process.arch === "arm64" ? "aarch64" : "x64-baseline"}`,
      "latest",
      "bin/bun",
    );
    return { program, args: [], version: versionOf(program) };
  }),
  jsc("jsc shell, first compiler only", { JSC_useOMGJIT: "false" }),
  jsc("jsc shell, interpreter only", { JSC_useBBQJIT: "false", JSC_useOMGJIT: "false" }),
  emulatedNode("arm64", "arm64", "aarch64", "aarch64-linux-gnu", "arm64"),
  emulatedNode("s390x, big-endian", "s390x", "s390x", "s390x-linux-gnu", "s390x"),
  emulatedNode("armv7", "armv7l", "arm", "arm-linux-gnueabihf", "armhf"),
  emulatedNode("ppc64le", "ppc64le", "ppc64le", "powerpc64le-linux-gnu", "ppc64el"),
  olderCpu("x86-64 without AVX", "Nehalem"),
  olderCpu("x86-64 without SSE4.1", "Conroe"),
];
