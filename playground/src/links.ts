/**
 * Links: made of the step that is shown, and trained again when the page is opened with one.
 */
import { checkAside, linkAside, readAside } from "./engine/client.js";
import { claim, frame, problem, sharing, study } from "./state.js";
import { open, pause } from "./training.js";

/** Makes the link to the shown step, puts it into the address and on the clipboard. */
export async function share(): Promise<void> {
  pause();
  const [what, step] = [study.value!, frame.value!.step];
  sharing.value = { state: "making", share: 0 };
  const current = (): boolean => study.value === what && frame.value?.step === step;
  try {
    const url = await linkAside(what, step, location.href, { onProgress: ({ done, total }) => void (current() && (sharing.value = { state: "making", share: done / total })) });
    if (!current()) return;
    history.replaceState(null, "", url);
    const copied = await navigator.clipboard?.writeText(url).then(() => true, () => false) ?? false;
    sharing.value = { state: "made", url, copied };
  } catch (error) {
    sharing.value = { state: "failed", message: (error as Error).message };
  }
}

/** Opens the link in the address of the page, and trains it again beside what is shown. @returns whether there is one that can be read */
export async function openLinked(): Promise<boolean> {
  if (location.hash.length < 2) return false;
  try {
    const link = await readAside(location.href);
    const about = { step: link.step, replicas: link.study.replicas };
    claim.value = { ...about, state: "training", share: 0 };
    void open(link.study, link.step);
    checkAside(link, { onProgress: ({ done, total }) => void (claim.value = { ...about, state: "training", share: total ? done / total : 1 }) }).then(
      (check) => (claim.value = { ...about, state: "done", check }),
      (error: Error) => (claim.value = { ...about, state: "failed", message: error.message }),
    );
    return true;
  } catch (error) {
    problem.value = (error as Error).message;
    return false;
  }
}
