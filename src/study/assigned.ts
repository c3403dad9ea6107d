/** Fields of a study that is being written, set by their paths. */

/**
 * Sets a field. A bare name on the way becomes `{ name }`, and objects on the way are copied: whoever else has them
 * sees nothing.
 * @param keys the path of the field, one key at least
 */
export function assignField(study: Record<string, unknown>, keys: readonly string[], value: unknown): void {
  let place = study;
  for (const key of keys.slice(0, -1)) {
    const inner = place[key];
    place[key] = typeof inner === "string" ? { name: inner } : { ...(inner as object | undefined) };
    place = place[key] as Record<string, unknown>;
  }
  place[keys.at(-1)!] = value;
}
