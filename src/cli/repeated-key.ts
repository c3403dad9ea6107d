/**
 * A key that stands twice in one object of a JSON text: `JSON.parse` keeps the last, and a reader may have seen the
 * first.
 */

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** The first such key, as it is written; null where there is none. The text must be JSON. */
export function repeatedKey(text: string): string | null {
  /** The keys of each object that is open, null for an array. */
  const open: (Set<string> | null)[] = [];
  let last = "";
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(null);
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":") {
      const keys = open.at(-1)!;
      const key = JSON.parse(last) as string;
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
    last = token;
  }
  return null;
}
