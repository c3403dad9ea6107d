/** The address of the page: it says where the visitor is, at all times, and the page goes where it says. */
import { computed, effect, signal } from "@preact/signals";
import type { StudyInput } from "doppelgrad";
import { fileContent } from "./code.js";
import { apartFrom, isKept, keep, keptUnder } from "./kept.js";
import { type Place, readPlace, writePlace } from "./place.js";
import {
  active,
  awaited,
  axes,
  chapter,
  fileName,
  fileNames,
  frame,
  pair,
  problem,
  requested,
  resting,
  sought,
  trained,
  unkept,
} from "./state.js";
import { checkSize, open } from "./training.js";

/** Milliseconds in which nothing may change before it is written: browsers refuse too many writes. */
const QUIET = 200;

/** The fragment of the address. */
export const fragment = signal(location.hash);
addEventListener("hashchange", () => (fragment.value = location.hash));

/** Of what is about to be written. */
let timer = 0;
/** The study and the step that the address holds as a link; without a step at any step. It is not written over. */
let held: { study: StudyInput; step: number | null } | null = null;

export function hold(study: StudyInput, step: number | null): void {
  // What was about to be written came before it.
  clearTimeout(timer);
  held = { study, step };
}

/** Takes away what the address holds. */
export function release(): void {
  held = null;
  awaited.value = null;
  setFragment("");
}

/** Writes a fragment, or takes it away. */
export function setFragment(hash: string): void {
  try {
    history.replaceState(null, "", hash || location.pathname + location.search);
  } catch {
    // A page inside another one may have no address of its own.
  }
  fragment.value = hash;
}

/** Until the first step is there the address that is being opened stays. */
const isShown = computed(() => active.value !== null && frame.value !== null);

const here = computed((): Omit<Place, "kept"> | null => {
  if (!isShown.value || requested.value !== trained.value || sought.value !== null) return null;
  return {
    study: trained.value,
    step: resting.value,
    pair: pair.value,
    axes: axes.value,
    chapter: chapter.value,
  };
});

effect(() => {
  const now = here.value;
  clearTimeout(timer);
  if (!now) return;
  if (held?.study === now.study && (held.step === null || now.step === null || held.step === now.step)) return;
  timer = window.setTimeout(() => {
    held = null;
    setFragment(writePlace(withKept(now)));
  }, QUIET);
});

function withKept(place: Omit<Place, "kept">): Place {
  const { data } = place.study;
  const apart = apartFrom(data);
  unkept.value = false;
  if (!apart) return { ...place, kept: null };
  const name = fileName(place.study);
  const key = keep(data as object, { fields: apart.fields, name });
  unkept.value = key === null;
  return { ...place, study: { ...place.study, data: apart.data }, kept: { key, name } };
}

/** Goes where the address says, if it is a place. @returns whether it is one */
export async function openPlace(): Promise<boolean> {
  awaited.value = null;
  try {
    const place = readPlace(location.hash);
    if (!place) return false;
    const { step, pair, axes } = place;
    const study = withData(place);
    checkSize(study);
    chapter.value = place.chapter;
    await open(study, { at: step ?? undefined, pair, axes, foreign: !place.kept });
  } catch (error) {
    problem.value = (error as Error).message;
    hold(requested.value, null);
  }
  return true;
}

/** @throws Error where its data are not in this tab */
function withData(place: Place): StudyInput {
  const { study, kept } = place;
  const isFile = (study.data as { name?: string } | undefined)?.name === "file";
  if (!kept) {
    if (isFile && fileContent(study) === null)
      throw new Error(
        "study.data: expected the content of a file; got only its path, which a page cannot read. Start anew and choose the file.",
      );
    return study;
  }
  const found = keptUnder(kept.key);
  if (!found) {
    if (isFile) awaited.value = place;
    throw new Error(
      `The address is of ${kept.name ? `“${kept.name}”` : "data"}, which ${kept.name ? "is" : "are"} not in this tab: data of your own stay where they were chosen.${isFile ? " Choose the file again, or start anew." : ""}`,
    );
  }
  const data = { ...(study.data as object), ...found.fields };
  isKept(data, kept.key!);
  const whole = { ...study, data } as StudyInput;
  const content = [found.fields.text, found.fields.bytes].find((each) => typeof each === "string") as
    | string
    | undefined;
  if (content !== undefined && found.name) fileNames.set(content, found.name);
  return whole;
}
