/**
 * Trains, and answers one ask after the other. The SDK is only here, so that the page itself is small.
 */
import { checkLink, diff, InputError, makeLink, type PredictedResult, readLink, writeLink } from "doppelgrad";
import { trainEpochs } from "./epochs.js";
import type { Answer, Ask, Frame, Progress } from "./protocol.js";
import { openSession, type Session } from "./session.js";

let session: Session | null = null;
/** What the present study is compared with. */
let pinned: PredictedResult | null = null;

function activeSession(): Session {
  if (!session) throw new Error("no study is open.");
  return session;
}

async function answer(ask: Ask): Promise<Extract<Answer, { value: unknown }>["value"]> {
  const onProgress = (progress: Progress): void => postMessage({ progress } satisfies Answer);
  switch (ask.say) {
    case "open":
      // A link to its first step has the bounds of links.
      if (ask.foreign) await makeLink(ask.study, 0);
      session = await openSession(ask.study);
      return session.active;
    case "advance":
      return activeSession().advance(ask.steps, ask.view);
    case "seek":
      return activeSession().seek(ask.step, ask.view);
    case "predict":
      return activeSession().predict(ask.x);
    case "truth": {
      const truth = activeSession().truth(ask.view);
      if (!truth) throw new Error("the truth of this data is not known.");
      return truth;
    }
    case "fingerprint":
      return activeSession().fingerprint();
    case "pin":
      pinned = activeSession().predicted();
      return null;
    case "compare": {
      if (!pinned) throw new Error("nothing is pinned.");
      const { replicas, paired, measures, verdict } = await diff(pinned, activeSession().predicted(), { flips: 0 });
      return { replicas, paired, measures, verdict };
    }
    case "flips":
      return activeSession().flips();
    case "link":
      return writeLink(await makeLink(ask.study, ask.step, { onProgress }), ask.page);
    case "read":
      return readLink(ask.url);
    case "check":
      return checkLink(ask.link, { onProgress });
    case "epochs":
      return trainEpochs(ask.study, onProgress);
    case "sweep":
      return (await import("./settings.js")).trainSettings(ask.study, ask.axes, onProgress);
    case "corpus":
      return (await import("../corpus/corpus.js")).runCorpus(onProgress);
  }
}

function buffersOf({ maps, disagreement, differences, networks }: Frame): ArrayBufferLike[] {
  const arrays = networks.flatMap(({ layers, before, values, predictions }) => [
    ...layers.flatMap(({ weights, biases }) => [weights, biases]),
    ...before,
    ...values,
    predictions,
  ]);
  return [maps, disagreement, ...(differences ? [differences] : []), ...arrays].map(({ buffer }) => buffer);
}

/** Posts what an ask is answered with. */
export async function reply(ask: Ask): Promise<void> {
  try {
    const value = await answer(ask);
    // Maps are handed over, not copied.
    const transfer = typeof value === "object" && value && "maps" in value ? buffersOf(value) : [];
    postMessage({ value } satisfies Answer, { transfer });
  } catch (error) {
    const refusal = error instanceof InputError ? { ...error } : null;
    postMessage({ message: (error as Error).message, refusal } satisfies Answer);
  }
}
