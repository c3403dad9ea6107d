/**
 * What runs this code: its order of bytes, its processors, and its own name. Most hosts say more than one: Deno and Bun
 * tell Node's version for the sake of its packages, workerd too, Bun also one of V8, which it does not have, and every
 * browser says that it is several others. So the names are asked in an order: the one that only the host itself would
 * say comes first.
 */
import { nodeModule } from "./node.js";

/** Whether JavaScript's typed arrays are in the order of the kernels and of the hashes. */
export const hostIsLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** How many threads can run at once. */
export function processors(): number {
  if (typeof navigator !== "undefined" && navigator.hardwareConcurrency) return navigator.hardwareConcurrency;
  return nodeModule("node:os")?.availableParallelism() ?? 1;
}

/** Where a host says what it is: the global object, as far as it is read here. */
export interface Globals {
  process?: { versions?: Readonly<Record<string, string | undefined>>; platform?: string; arch?: string };
  navigator?: { userAgent?: string };
}

/** Browsers by their user agent, with the engine below; the pages of iOS all run in WebKit. */
const BROWSERS: readonly (readonly [RegExp, string, string])[] = [
  [/\b(?:CriOS|FxiOS|EdgiOS|OPiOS|OPT)\/([\d.]+)/, "", "JavaScriptCore"],
  [/\bElectron\/([\d.]+)/, "Electron", "V8"],
  [/\bEdg\/([\d.]+)/, "Edge", "V8"],
  [/\bOPR\/([\d.]+)/, "Opera", "V8"],
  [/\bFirefox\/([\d.]+)/, "Firefox", "SpiderMonkey"],
  [/\b(?:Headless)?Chrome\/([\d.]+)/, "Chrome", "V8"],
  [/\bVersion\/([\d.]+).*\bSafari\//, "Safari", "JavaScriptCore"],
];

/** The names of browsers on iOS. */
const ON_IOS: Readonly<Record<string, string>> = {
  CriOS: "Chrome",
  FxiOS: "Firefox",
  EdgiOS: "Edge",
  OPiOS: "Opera",
  OPT: "Opera",
};

/** Name and version of the host, the engine below it, and system and processor, as far as it tells. */
export function hostOf({ process, navigator }: Globals = globalThis as Globals): {
  engine: string;
  architecture: string;
} {
  const agent = navigator?.userAgent ?? "";
  const versions = process?.versions ?? {};
  const architecture = process?.platform && process.arch ? `${process.platform} ${process.arch}` : "unknown";
  // It tells neither its version nor its machine: process.platform is the same everywhere.
  if (agent === "Cloudflare-Workers") return { engine: "workerd (V8)", architecture: "unknown" };
  if (versions.bun)
    return {
      engine: `Bun ${versions.bun} (${["JavaScriptCore", versions.webkit?.slice(0, 12)].filter(Boolean).join(" ")})`,
      architecture,
    };
  if (versions.deno) return { engine: `Deno ${versions.deno} (V8 ${versions.v8})`, architecture };
  if (versions.electron)
    return { engine: `Electron ${versions.electron} (Node ${versions.node}, V8 ${versions.v8})`, architecture };
  if (versions.node) return { engine: `Node ${versions.node} (V8 ${versions.v8})`, architecture };
  return { engine: browserOf(agent), architecture };
}

/** The user agent itself where it is not known. */
function browserOf(agent: string): string {
  for (const [pattern, name, engine] of BROWSERS) {
    const found = pattern.exec(agent);
    if (!found) continue;
    // WebKitGTK says it is a Safari, on a system that has none.
    const own =
      name === "Safari" && /Linux|X11/.test(agent)
        ? "WebKitGTK"
        : name || ON_IOS[found[0].slice(0, found[0].indexOf("/"))];
    return `${own} ${found[1]!.replace(/^(\d+)(\.0)+$/, "$1")} (${engine})`;
  }
  return agent || "unknown";
}
