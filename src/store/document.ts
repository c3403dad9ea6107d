/** JSON that a person reads, too: the text of every document in a store. */
export function documentText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
