/** The fields in which studies differ, with the value of each. */
import { isPlain } from "../study/fields.js";
import type { Study } from "../study/study.js";

/** A field by its path, and its value in each study as JSON; null in a study that has no such field. */
export interface DifferingField {
  path: string;
  values: (string | null)[];
}

/** In the order of the studies' own fields. */
export function differingFields(studies: readonly Study[]): DifferingField[] {
  const flat = studies.map((study) => new Map(fieldsBelow(study, "")));
  const paths = new Set(flat.flatMap((fields) => [...fields.keys()]));
  return [...paths]
    .map((path) => ({ path, values: flat.map((fields) => fields.get(path) ?? null) }))
    .filter(({ values }) => new Set(values).size > 1);
}

/** A list is one value. */
function* fieldsBelow(value: unknown, path: string): Generator<[path: string, json: string]> {
  if (!isPlain(value)) yield [path, JSON.stringify(value)];
  else
    for (const [key, inner] of Object.entries(value)) yield* fieldsBelow(inner, path === "" ? key : `${path}.${key}`);
}
