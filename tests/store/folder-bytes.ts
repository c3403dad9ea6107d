import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** All bytes of a folder by their paths. */
export function bytesOf(folder: string, path = ""): Record<string, string> {
  return Object.fromEntries(
    readdirSync(join(folder, path)).flatMap((name) => {
      const inside = join(path, name);
      return statSync(join(folder, inside)).isDirectory()
        ? Object.entries(bytesOf(folder, inside))
        : [[inside, readFileSync(join(folder, inside), "base64")]];
    }),
  );
}
