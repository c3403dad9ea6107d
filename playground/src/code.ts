/** The study in training as a script and as a command. */
import type { StudyInput } from "doppelgrad";

/** The content of a file in the study, if it has one: text, or bytes in base64. */
export function fileContent({ data }: StudyInput): string | null {
  const { text, bytes } = Object(data) as { text?: unknown; bytes?: unknown };
  return ([text, bytes].find((content) => typeof content === "string") as string | undefined) ?? null;
}

/** The study with its content in a file beside the code: the same bytes, and so the same fingerprints. */
export function besideFile(study: StudyInput, path: string): StudyInput {
  const { name, text: _text, bytes: _bytes, ...data } = study.data as Record<string, unknown>;
  return { ...study, data: { name, path, ...data, ...("path" in data && { path }) } as StudyInput["data"] };
}

/** A frame for an article, in which a study trains. */
export function frameOf(page: string, fragment: string): string {
  const address = new URL(page);
  [address.search, address.hash] = ["?embed", fragment];
  const source = address.href.replaceAll("&", "&amp;").replaceAll('"', "%22");
  return `<iframe src="${source}" title="Replicas of one network, and where they disagree" width="100%" height="720" loading="lazy"></iframe>`;
}

/** What is left out may be written as undefined. */
const written = (fields: object): [string, unknown][] =>
  Object.entries(fields).filter(([, value]) => value !== undefined);

/** @param fingerprint of the last step, where it is known: it then stands in a comment */
export function scriptOf(study: StudyInput, fingerprint: string | null): string {
  const fields = written(study).map(([key, value]) => `  ${key}: ${literal(value)},\n`);
  return `import { run } from "doppelgrad";

const result = await run({
${fields.join("")}});
console.log(result.measures.predictionDifference.value);
console.log(result.fingerprint);${fingerprint ? ` // ${fingerprint}` : ""}`;
}

/** For a POSIX shell. */
export function commandOf(study: StudyInput): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  const sets = written(study).map(([key, value]) => ` \\\n  --set ${quoted(`${key}=${JSON.stringify(value)}`)}`);
  return `doppelgrad run${sets.join("")}`;
}

/** JSON with the spaces and the bare keys of JavaScript. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = written(value).map(
    ([key, each]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key)}: ${literal(each)}`,
  );
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}
