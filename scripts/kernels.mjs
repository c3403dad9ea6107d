/** The builds of the kernels that are shipped, and whose bytes are committed: the targets of asconfig.json but two. */
import { readFileSync } from "node:fs";

/** The first is of the bench; the second is the witness's, whose bits are those of no contract. */
const OTHERS = ["bench", "relaxed"];

const { targets } = JSON.parse(readFileSync("asconfig.json", "utf8"));

export const KERNELS = Object.keys(targets).filter((name) => !OTHERS.includes(name));
