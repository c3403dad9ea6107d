/** The study in training as a script and as a command. */
import type { StudyInput } from "doppelgrad";

/** Data of a CSV stand in a file beside the code: the same bytes, and so the same fingerprints. */
export function besideFile(study: StudyInput, name: string): StudyInput {
  if (typeof study.data !== "object" || typeof study.data.text !== "string") return study;
  const { text: _text, ...rest } = study.data;
  return { ...study, data: { ...rest, path: name } };
}

/** @param fingerprint of the last step, where it is known: it then stands in a comment */
export function scriptOf(study: StudyInput, fingerprint: string | null): string {
  const fields = Object.entries(study).filter(([, value]) => value !== undefined).map(([key, value]) => `  ${key}: ${literal(value)},\n`);
  return `import { run } from "doppelgrad";

const result = await run({
${fields.join("")}});
console.log(result.predictionDifference.value);
console.log(result.fingerprint);${fingerprint ? ` // ${fingerprint}` : ""}`;
}

/** For a POSIX shell. */
export function commandOf(study: StudyInput): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  const sets = Object.entries(study).filter(([, value]) => value !== undefined).map(([key, value]) => ` \\\n  --set ${quoted(`${key}=${JSON.stringify(value)}`)}`);
  return `doppelgrad run${sets.join("")}`;
}

/** JSON with the spaces and the bare keys of JavaScript. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  return fields.length === 0 ? "{}" : `{ ${fields.map(([key, each]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key)}: ${literal(each)}`).join(", ")} }`;
}
