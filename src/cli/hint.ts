/**
 * A field of the study that is written as an option, as other tools have it: how it is written here.
 */
import { studyFields } from "../study/resolve.js";

/** @param complaint Commander's, such as "error: unknown option '--epochs'" */
export function fieldHint(complaint: string): string {
  const option = /unknown option '--([\w-]+)/.exec(complaint)?.[1];
  if (option === undefined) return "";
  const name = option.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const field = studyFields().find((path) => path.split(".").at(-1)!.toLowerCase() === name.toLowerCase());
  return field ? `(it is a field of the study: --set ${field}=...)\n` : "";
}
