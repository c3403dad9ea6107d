/** Compiles all targets of asconfig.json into build/. */
import { readFileSync } from "node:fs";
import { compile } from "./compile.mjs";

const { targets } = JSON.parse(readFileSync("asconfig.json", "utf8"));
for (const target of Object.keys(targets)) await compile(target);
