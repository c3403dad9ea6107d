/**
 * What sets the fields of a study on the command line: --set, and the options that are short for it.
 */
import { existsSync } from "node:fs";
import { shown, visible, wrongType, wrongValue } from "../study/errors.js";
import { fieldOf } from "./familiar.js";
import { SHORTCUTS } from "./shortcuts.js";

/**
 * Every assignment, FIELD=VALUE: those of --set, then those of the options of their own.
 * @param name the study that was named
 * @param options of the command, by name
 * @throws InputError for a field that both set, and for a study that is an assignment
 */
export function assignments(name: string | undefined, { set, ...options }: { set: string[] }): string[] {
  if (name !== undefined && /^[a-z][\w.]*=/i.test(name) && !existsSync(name))
    throw wrongValue("STUDY", "a preset or a JSON file", shown(name), `Did you mean --set ${visible(name)}?`);
  const given = Object.entries(options).filter(([option]) => Object.hasOwn(SHORTCUTS, option));
  const short = given.map(([option, value]) => {
    const field = SHORTCUTS[option]![1];
    if (set.some((assignment) => fieldOf(assignment.split("=")[0]!.trim()) === field))
      throw wrongType(`--${dashed(option)}`, `either it or --set ${field}`, "both");
    return `${field}=${value}`;
  });
  return [...set, ...short];
}

const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
