/**
 * What an unknown option is called here: one that had another name in an earlier release, or a field of the study that
 * other tools have as an option; and how a field is written that stands without an option.
 */
import { RENAMED, visible } from "../study/errors.js";
import { familiarField } from "./familiar.js";

/**
 * @param complaint Commander's, such as "error: unknown option '--momentum'"
 * @param options those of the command, by name
 * @param words of the whole command line
 */
export function hint(complaint: string, options: readonly string[], words: readonly string[]): string {
  const hasFields = options.includes("set");
  if (hasFields && complaint.includes("too many arguments")) {
    const field = words.find((word, at) => /^[a-z][\w.]*=/i.test(word) && !words[at - 1]?.startsWith("-"));
    return field === undefined ? "" : `(Did you mean --set ${visible(field)}?)\n`;
  }
  const option = /unknown option '--([\w-]+)/.exec(complaint)?.[1];
  if (option === undefined) return "";
  const renamed = RENAMED.get(option);
  if (renamed !== undefined && options.includes(renamed)) return `(Did you mean --${renamed}?)\n`;
  const field = hasFields ? familiarField(option) : undefined;
  return field === undefined ? "" : `(Did you mean --set ${field}=...?)\n`;
}
