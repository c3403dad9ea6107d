/**
 * `doppelgrad completion SHELL` prints a script for a shell, which asks `doppelgrad completion-server` what may stand at
 * the cursor. The scripts are those of @pnpm/tabtab; the answers come from the commands and their options themselves.
 */

import bash from "@pnpm/tabtab/lib/templates/completion.bash";
import fish from "@pnpm/tabtab/lib/templates/completion.fish";
import zsh from "@pnpm/tabtab/lib/templates/completion.zsh";
import type { Argument, Command, Option } from "commander";
import { FURTHER_NAMES } from "../further/names.js";
import { MEASURE_NAMES } from "../measure/names.js";
import { ENGINES } from "../queue/engines.js";
import { PARTS } from "../run/parts.js";
import { FACTORS, NOISE_FIELDS } from "../study/levels.js";
import { FAMILY_SUMMARIES } from "../study/variants/data.js";
import { variantNames } from "../study/variants/names.js";
import { BENCHES } from "./benches.js";
import { print } from "./output.js";

/** The words before the cursor, and the one at it, as they are: the script would have the shell evaluate them again. */
const ASK_FISH = `(set -l last (commandline -ct); env SHELL=fish {completer} completion-server -- (commandline -opc) "$last")`;

/** The script of each shell. */
const SCRIPTS: Record<string, string> = { bash, zsh, fish: fish.replace(/\(eval env .*\)$/m, () => ASK_FISH) };

export const SHELLS = Object.keys(SCRIPTS);

export async function completionCommand(shell: string): Promise<void> {
  await print(SCRIPTS[shell]!.replaceAll(/\{(pkgname|completer)\}/g, "doppelgrad").trimEnd());
}

interface Candidate {
  name: string;
  description: string;
}

/** What may stand at the cursor: words, and names of files where no word begins as what is typed. */
interface Place {
  candidates: Candidate[];
  files: boolean;
}

const NOTHING: Place = { candidates: [], files: false };

/** The word with which a script is told that the shell completes names of files. */
const FILES = "__tabtab_complete_files__";

/**
 * Answers a script.
 * @param words of the line, from the name of the program on
 * @param env SHELL; and COMP_CWORD, the index of the word at the cursor, without which that is the last one
 */
export async function completionServer(
  program: Command,
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const typed = joined(words.slice(0, env.COMP_CWORD === undefined ? undefined : Number(env.COMP_CWORD) + 1));
  const [before, current] = [typed.slice(1, -1), typed.at(-1) ?? ""];
  const { candidates, files } = placeAt(program, before, current);
  const found = candidates.filter(({ name }) => name.startsWith(current));
  if (found.length > 0) await print(found.map((each) => lineOf(each, current, env.SHELL)).join("\n"));
  // bash completes names of files by itself where it is given nothing.
  else if (files && env.SHELL !== "bash") await print(FILES);
}

/** Words as they were typed: bash parts --set=epochs=5 at each =. */
function joined(words: readonly string[]): string[] {
  const whole: string[] = [];
  words.forEach((word, at) => {
    if (at > 1 && (word === "=" || words[at - 1] === "=")) whole.push(whole.pop() + word);
    else whole.push(word);
  });
  return whole;
}

function lineOf({ name, description }: Candidate, current: string, shell: string | undefined): string {
  if (shell === "bash") return name.slice(current.lastIndexOf("=") + 1);
  const parts = [name, description].filter((part) => part !== "");
  return shell === "zsh" ? parts.map((part) => part.replaceAll(":", "\\:")).join(":") : parts.join("\t");
}

function placeAt(program: Command, before: readonly string[], current: string): Place {
  const command = program.commands.find((each) => each.name() === before[0]);
  const options = program.createHelp().visibleOptions(command ?? program);
  const takesValueAfter = (word = "") =>
    options.find(({ required, short, long }) => required && [short, long].includes(word));
  const [start = "", name] = /^(--[\w-]+)=/.exec(current) ?? [];
  const option = takesValueAfter(name ?? before.at(-1));
  if (option) return valuesOf(option, option.attributeName(), option.flags, start);
  if (current.startsWith("-")) return { candidates: options.flatMap(namesOf), files: false };
  if (!command) return before.length > 0 ? NOTHING : { candidates: commandsOf(program), files: false };
  const operands = before.slice(1).filter((word, at) => !word.startsWith("-") && !takesValueAfter(before[at]));
  const argument =
    command.registeredArguments[operands.length] ?? command.registeredArguments.find((each) => each.variadic);
  return argument ? valuesOf(argument, argument.name(), argument.name()) : NOTHING;
}

/** -q is for those who know it; --lr may be looked for. */
function namesOf({ short, long, description }: Option): Candidate[] {
  return [long, short].flatMap((name) => (name?.startsWith("--") ? [{ name, description }] : []));
}

function commandsOf(program: Command): Candidate[] {
  const commands = program.createHelp().visibleCommands(program);
  return commands.map((command) => ({ name: command.name(), description: command.summary() }));
}

const familyNames = Object.keys(FAMILY_SUMMARIES);

/** Values of options and arguments, where they are known and Commander does not have them. */
const VALUES: Record<string, readonly string[]> = {
  activation: variantNames.activation,
  data: familyNames,
  measures: MEASURE_NAMES,
  "--measures <further>": ["all", ...FURTHER_NAMES],
  optimizer: variantNames.optimizer,
  set: [
    ...["activation", "loss", "optimizer", "schedule"].flatMap((field) =>
      variantNames[field as keyof typeof variantNames].map((value) => `${field}=${value}`),
    ),
    ...variantNames.scheme.map((scheme) => `initial.weights=${scheme}`),
    ...NOISE_FIELDS.map((field) => `${field}=`),
    ...FACTORS.map((factor) => `vary=${factor}`),
  ],
  study: familyNames,
  to: ENGINES,
  vary: FACTORS,
  what: Object.keys(BENCHES),
  with: PARTS,
};

/**
 * @param placeholder as the help shows it: <file>
 * @param start what stands before the value in the same word: --data=
 */
function valuesOf({ argChoices }: Option | Argument, name: string, placeholder: string, start = ""): Place {
  const values = argChoices ?? VALUES[placeholder] ?? VALUES[name] ?? [];
  return {
    candidates: values.map((value) => ({ name: start + value, description: "" })),
    files: /file|folder|path|source|study|result/.test(placeholder),
  };
}
