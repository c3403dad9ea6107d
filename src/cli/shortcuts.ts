/**
 * Fields of a study as options of their own, for those that everybody sets: `--epochs 5` is `--set epochs=5`.
 */
import { existsSync } from "node:fs";
import { type Command, Option } from "commander";
import { shown, visible, wrongType, wrongValue } from "../study/errors.js";
import { fieldOf } from "./familiar.js";

/** Name of the option -> how it is written, and its field. */
const SHORTCUTS: Record<string, readonly [flags: string, field: string]> = {
  replicas: ["--replicas <n>", "replicas"],
  seed: ["--seed <n>", "seed"],
  epochs: ["--epochs <n>", "epochs"],
  batchSize: ["--batch-size <n>", "batchSize"],
  hidden: ["--hidden <widths>", "hidden"],
  activation: ["--activation <name>", "activation"],
  optimizer: ["--optimizer <name>", "optimizer"],
  learningRate: ["--lr, --learning-rate <rate>", "optimizer.learningRate"],
  vary: ["--vary <factors>", "vary"],
};

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/** Gives a command the options that set fields of a study. */
export function addStudyOptions(command: Command): Command {
  command.addOption(
    new Option("--set <key=value>", "set a field of the study, e.g. hidden=16,16; repeatable")
      .argParser(collect)
      .default([], "none"),
  );
  for (const [flags, field] of Object.values(SHORTCUTS))
    command.addOption(new Option(flags, `short for --set ${field}=...`));
  return command;
}

/**
 * The options with each shortcut as what it is short for.
 * @param name the study that was named
 * @throws InputError for a field that both set, and for a study that is an assignment
 */
export function withoutShortcuts<Options extends { set: string[] }>(
  name: string | undefined,
  options: Options,
): Options {
  if (name !== undefined && /^[a-z][\w.]*=/i.test(name) && !existsSync(name))
    throw wrongValue("STUDY", "a preset or a JSON file", shown(name), `Did you mean --set ${visible(name)}?`);
  const { set, ...others } = options;
  const given = Object.entries(others).filter(([option]) => Object.hasOwn(SHORTCUTS, option));
  for (const [option] of given) {
    const field = SHORTCUTS[option]![1];
    if (set.some((assignment) => fieldOf(assignment.split("=")[0]!.trim()) === field))
      throw wrongType(`--${dashed(option)}`, `either it or --set ${field}`, "both");
  }
  const rest = Object.fromEntries(Object.entries(others).filter(([option]) => !Object.hasOwn(SHORTCUTS, option)));
  return { ...rest, set: [...set, ...given.map(([option, value]) => `${SHORTCUTS[option]![1]}=${value}`)] } as Options;
}

const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
