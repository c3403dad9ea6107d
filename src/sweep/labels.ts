/** Values of axes as people write and read them. */

/**
 * A value in a table, in a plot and in a condition: `smelu`, `0.03`, `[16,16]`; a variant with parameters is
 * `smelu(beta=0.5)`.
 */
export function labelOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const { name, ...parameters } = value as { name?: unknown };
  if (Array.isArray(value) || typeof name !== "string") return JSON.stringify(value).replaceAll('"', "");
  const written = Object.entries(parameters).map(([key, inner]) => `${key}=${labelOf(inner)}`);
  return written.length > 0 ? `${name}(${written.join(",")})` : name;
}

/** The parts of a text between commas; those in brackets are no ends of parts. */
export function betweenCommas(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if (/[[({]/.test(character)) depth++;
    if (/[\])}]/.test(character)) depth--;
    if (character === "," && depth <= 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}
