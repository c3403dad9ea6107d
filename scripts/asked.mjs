/** What a script was asked for. A misspelt option starts nothing: some of these runs take hours. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

/**
 * The words of the command line, and which of the options are there. --help prints the comment at the top of the script.
 * @param script its own `import.meta.url`
 * @param names of its options, each without a value
 */
export function asked(script, names = []) {
  const options = Object.fromEntries(["help", ...names].map((name) => [name, { type: "boolean", default: false }]));
  try {
    const { values, positionals: words } = parseArgs({ options, allowPositionals: true });
    if (!values.help) return { ...values, words };
    const [, comment] = /^\/\*\*(.*?)\*\//s.exec(readFileSync(new URL(script), "utf8"));
    console.log(comment.replace(/^ *\*? ?/gm, "").trim());
    process.exit(0);
  } catch (error) {
    console.error(`${error.message.split(". ")[0]}. See --help.`);
    process.exit(2);
  }
}
