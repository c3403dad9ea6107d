/** YAML of a sweep file, by a library that is loaded with this file alone. */
import { parse } from "yaml";
import { visible, wrongType, wrongValue } from "../study/errors.js";
import { isDeeper, MOST_LEVELS } from "./study-input.js";

/** @throws InputError that names the file */
export function parseYaml(content: string, path: string): unknown {
  let value: unknown;
  try {
    value = parse(content, { schema: "core", logLevel: "error" });
  } catch (error) {
    const [first] = (error as Error).message.split("\n");
    throw wrongType(visible(path), "YAML", `text that is not YAML (${visible(first!.replace(/:$/, ""))})`, "", {
      cause: error,
    });
  }
  if (isDeeper(value, MOST_LEVELS))
    throw wrongValue(visible(path), `at most ${MOST_LEVELS} levels of lists and objects`, "more");
  return value;
}
