/** What was built stays as long as it is what its sources make: by what is in the files, not by their dates. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** SHA-256 over files, and folders with all that is in them: their paths and bytes. One that is missing counts, too. */
function digest(paths) {
  const hash = createHash("sha256");
  const add = (path) => {
    const found = existsSync(path) ? statSync(path) : null;
    if (found?.isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(path, name));
      return;
    }
    const bytes = found ? readFileSync(path) : null;
    hash.update(JSON.stringify([path, bytes ? bytes.length : null]));
    if (bytes) hash.update(bytes);
  };
  for (const path of paths) add(path);
  return hash.digest("hex");
}

/** @param stamp a file that says of which inputs the outputs were made @param inputs,outputs files and folders */
export function isFresh(stamp, inputs, outputs) {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === digest([...inputs, ...outputs]);
}

export function markFresh(stamp, inputs, outputs) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest([...inputs, ...outputs]));
}
