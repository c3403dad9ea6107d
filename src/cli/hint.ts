/**
 * What an unknown option is called here: one that had another name in an earlier release, or a field of the study that
 * is written as an option, as other tools have it.
 */
import { RENAMED } from "../study/errors.js";
import { studyFields } from "../study/resolve.js";

/**
 * @param complaint Commander's, such as "error: unknown option '--epochs'"
 * @param options those of the command, by name
 */
export function optionHint(complaint: string, options: readonly string[]): string {
  const option = /unknown option '--([\w-]+)/.exec(complaint)?.[1];
  if (option === undefined) return "";
  const name = option.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const renamed = RENAMED.get(name);
  if (renamed !== undefined && options.includes(renamed)) return `(Did you mean --${renamed}?)\n`;
  const field = studyFields().find((path) => path.split(".").at(-1)!.toLowerCase() === name.toLowerCase());
  return field ? `(it is a field of the study: --set ${field}=...)\n` : "";
}
