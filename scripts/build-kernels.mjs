/** Compiles all targets of asconfig.json into build/. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { compile } from "./compile.mjs";

const { targets } = JSON.parse(readFileSync("asconfig.json", "utf8"));
mkdirSync("build", { recursive: true });
for (const [target, { outFile }] of Object.entries(targets)) writeFileSync(outFile, await compile(target));
