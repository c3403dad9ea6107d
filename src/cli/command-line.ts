/**
 * The command line as a person would type it again.
 * @param words of it; by default all
 */
export function commandLine(words: readonly string[] = process.argv.slice(2)): string {
  const quoted = words.map((word) => (/^[\w@%+=:,./[\]-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
  return ["doppelgrad", ...quoted].join(" ");
}
