/**
 * Where the visitor is, as the fragment of an address: `#study={...}&step=400&pair=0,1`. It says what to train and where
 * to rest; unlike a link (docs/links.md) it claims no bits, so nothing is trained to make one.
 */
import type { StudyInput } from "doppelgrad";

export interface Place {
  /** As it was requested; without the data that `kept` stands for. */
  study: StudyInput;
  /** Where the training rests; null where it plays. */
  step: number | null;
  /** The replicas whose maps are large. */
  pair: readonly [number, number];
  /** Inputs across and up, where they were chosen. */
  axes: readonly [number, number] | null;
  /** The chapter of the story that is open. */
  chapter: string | null;
  /** Data that are in the tab and not in the address; `key` is null where the browser could not keep them. */
  kept: { key: string | null; name: string | null } | null;
}

/** @returns the fragment, with its `#` */
export function writePlace({ study, step, pair, axes, chapter, kept }: Place): string {
  const fields = new URLSearchParams({ study: JSON.stringify(study) });
  if (step !== null) fields.set("step", String(step));
  if (pair[0] !== 0 || pair[1] !== 1) fields.set("pair", pair.join());
  if (axes) fields.set("axes", axes.join());
  if (chapter) fields.set("chapter", chapter);
  if (kept) fields.set("data", kept.key ?? "");
  if (kept?.name) fields.set("name", kept.name);
  return `#${fields}`;
}

/**
 * @returns null for a fragment that is no place
 * @throws Error with a sentence for a place that cannot be read
 */
export function readPlace(fragment: string): Place | null {
  if (!fragment.startsWith("#study=")) return null;
  const fields = new URLSearchParams(fragment.slice(1));
  const data = fields.get("data");
  return {
    study: readStudy(fields.get("study")!),
    step: fields.has("step") ? (numbersIn(fields.get("step")!, 1)?.[0] ?? null) : null,
    pair: twoIn(fields.get("pair")) ?? [0, 1],
    axes: twoIn(fields.get("axes")),
    chapter: fields.get("chapter"),
    kept: data === null ? null : { key: data || null, name: fields.get("name") },
  };
}

function readStudy(text: string): StudyInput {
  try {
    const study: unknown = JSON.parse(text);
    if (typeof study === "object" && study !== null && !Array.isArray(study)) return study;
  } catch {
    // The sentence below says it.
  }
  throw new Error(
    `The address holds no study that can be read, but ${JSON.stringify(text.slice(0, 40))}. Copy it again, whole.`,
  );
}

/** So many whole numbers from 0 on, with commas between; null for anything else. */
function numbersIn(text: string, count: number): number[] | null {
  const words = text.split(",");
  return words.length === count && words.every((word) => /^\d{1,9}$/.test(word)) ? words.map(Number) : null;
}

function twoIn(text: string | null): [number, number] | null {
  return text === null ? null : (numbersIn(text, 2) as [number, number] | null);
}
