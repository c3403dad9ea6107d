/** Words for a POSIX shell, which reads each back as it is. */

const PLAIN = /^[\w@%+:,./-]+$/;

/** One word. */
export function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A line of words. */
export function shellLine(words: readonly string[]): string {
  return words.map(quoted).join(" ");
}
