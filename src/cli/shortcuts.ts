/**
 * Fields of a study as options of their own, for those that everybody sets: `--epochs 5` is `--set epochs=5`.
 */
import { type Command, Option } from "commander";

/** Name of the option -> how it is written, and its field. */
export const SHORTCUTS: Record<string, readonly [flags: string, field: string]> = {
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
