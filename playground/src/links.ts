/**
 * Links: made of the step that is shown, and trained again when the page is opened with one, or one comes into its
 * address.
 */
import { effect } from "@preact/signals";
import type { Link, StudyInput } from "doppelgrad";
import { hold, setFragment } from "./address.js";
import { copy } from "./clipboard.js";
import { checkAside, linkAside, readAside, SUPERSEDED } from "./engine/client.js";
import { nextFrame } from "./pace.js";
import { claim, frame, problem, requested, sharing, sought, study, trained } from "./state.js";
import { checkSize, open, pause } from "./training.js";

/** The study of the link in the address. */
let addressed: StudyInput | null = null;
let checking = new AbortController();
/** The making of the last link that was asked for. */
let making = new AbortController();

/** Neither the address nor the badge speaks of a study that the visitor has changed. */
effect(() => {
  const now = requested.value;
  if (addressed === null || addressed === now) return;
  [addressed, claim.value] = [null, null];
  checking.abort(SUPERSEDED);
  setFragment("");
});

/** Whether what was requested is there. Before that a link would be to the study that is about to go. */
const isThere = (): boolean => requested.value === trained.value && frame.value !== null && sought.value === null;

/** Makes the link to the shown step, puts it into the address and on the clipboard. */
export async function share(): Promise<void> {
  making.abort(SUPERSEDED);
  const mine = new AbortController();
  making = mine;
  sharing.value = { state: "making", share: 0 };
  while (!isThere()) await nextFrame();
  // Who chose something else meanwhile wants no link.
  if (making !== mine || !sharing.value) return;
  pause();
  const [what, step] = [study.value!, frame.value!.step];
  // Another study or step on the page wants no link to this one.
  const unwatch = effect(() => {
    if (study.value !== what || frame.value?.step !== step) mine.abort(SUPERSEDED);
  });
  try {
    const url = await linkAside(what, step, location.href, {
      signal: mine.signal,
      onProgress: ({ done, total }) => void (sharing.value = { state: "making", share: done / total }),
    });
    addressed = requested.value;
    hold(addressed, step);
    setFragment(new URL(url).hash);
    sharing.value = { state: "made", url, copied: await copy(url) };
  } catch (error) {
    if (making === mine)
      sharing.value = error === SUPERSEDED ? null : { state: "failed", message: (error as Error).message };
  } finally {
    unwatch();
  }
}

/** Opens the link in the address of the page, if there is one, and trains it again beside what is shown. */
export async function openLinked(): Promise<void> {
  if (location.hash.length < 2) return;
  const before = requested.value;
  try {
    const link = await readAside(location.href);
    // Who chose something meanwhile keeps it.
    if (requested.value !== before) return;
    checkSize(link.study);
    void checkLinked(link);
    addressed = link.study;
    hold(link.study, link.step);
    await open(link.study, { at: link.step });
  } catch (error) {
    problem.value = (error as Error).message;
    // An address that is no link goes with the next study.
    addressed = requested.value;
    hold(addressed, null);
  }
}

async function checkLinked(link: Link): Promise<void> {
  checking.abort(SUPERSEDED);
  checking = new AbortController();
  const { signal } = checking;
  const about = { step: link.step, replicas: link.study.replicas };
  claim.value = { ...about, state: "training", share: 0 };
  const onProgress = ({ done, total }: { done: number; total: number }): void =>
    void (claim.value = { ...about, state: "training", share: total ? done / total : 1 });
  try {
    claim.value = { ...about, state: "done", check: await checkAside(link, { signal, onProgress }) };
  } catch (error) {
    if (error !== SUPERSEDED) claim.value = { ...about, state: "failed", message: (error as Error).message };
  }
}
