/** The command line as a person would type it again. */
export function commandLine(): string {
  const quoted = process.argv
    .slice(2)
    .map((word) => (/^[\w@%+=:,./[\]-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
  return ["doppelgrad", ...quoted].join(" ");
}
