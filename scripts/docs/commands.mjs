/** The page of all commands, made of what each says to --help. */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";

/** @param {string} cli the built command line */
export async function writeCommands(cli, file) {
  const help = async (...words) =>
    (await promisify(execFile)(process.execPath, [cli, ...words, "--help"])).stdout.trimEnd();
  const all = await help();
  const [, list] = /^Commands:\n([\s\S]*?)\n\n/m.exec(all);
  const names = [...list.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name).filter((name) => name !== "help");
  const texts = await Promise.all(names.map((name) => help(name)));
  const sections = names.map((name, i) => `## ${name}\n\n\`\`\`text\n${texts[i]}\n\`\`\`\n`);
  const lead = "What each command says to `--help`. What holds for all of them: [The command line](/command-line.md).";
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `# Commands\n\n${lead}\n\n\`\`\`text\n${all}\n\`\`\`\n\n${sections.join("\n")}`);
}
