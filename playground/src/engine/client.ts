/**
 * The page's end of its worker. One ask is with the worker at a time and the others wait here, where a newer one can
 * take their place.
 */
import type { Link, LinkCheck, StudyInput } from "doppelgrad";
import type { SweepAxes } from "doppelgrad/sweep";
import type { CorpusReport } from "../corpus/corpus.js";
import type { EpochReport } from "./epochs.js";
import type {
  ActiveStudy,
  Answer,
  Ask,
  Comparison,
  FlipsReport,
  Frame,
  Progress,
  SettingReport,
  View,
} from "./protocol.js";

export interface Engine {
  /** Takes the place of everything that was asked before. Rejects with the SDK's sentence for a bad study. */
  open(study: StudyInput, foreign: boolean): Promise<ActiveStudy>;
  advance(steps: number, view: View): Promise<Frame>;
  /**
   * Goes towards a step. Takes the place of every earlier seek and advance: of those that wait only the last is done.
   */
  seek(step: number, view: View): Promise<Frame>;
  /** Takes the place of an earlier one that waits. [replicas][columns] */
  predict(x: number[]): Promise<number[][]>;
  /** What is true on a view, [points][columns]. Takes the place of an earlier one that waits. */
  truth(view: View): Promise<Float32Array>;
  /** Of the step that is shown. Every later open, seek and advance takes its place. */
  fingerprint(): Promise<string>;
  /** Of the step that is shown, likewise. */
  flips(): Promise<FlipsReport>;
  /** Keeps what is predicted at the step that is shown. */
  pin(): Promise<void>;
  /** The step that is shown against what was pinned. Every later open, seek and advance takes its place. */
  compare(): Promise<Comparison>;
  close(): void;
}

/** With this an ask rejects whose place a newer one took. */
export const SUPERSEDED = new Error("superseded by a newer ask");

/** How a job beside the training goes on, and is stopped. */
export interface Aside {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

type Value = Extract<Answer, { value: unknown }>["value"];

interface Job {
  ask: Ask;
  resolve: (value: Value) => void;
  reject: (reason: Error) => void;
  onProgress?: Aside["onProgress"];
}

/** What an ask takes the place of. */
const SUPERSEDES: Record<Ask["say"], readonly Ask["say"][]> = {
  open: ["open", "advance", "seek", "predict", "truth", "fingerprint", "flips", "compare"],
  seek: ["advance", "seek", "fingerprint", "flips", "compare"],
  advance: ["fingerprint", "flips", "compare"],
  predict: ["predict"],
  truth: ["truth"],
  fingerprint: ["fingerprint"],
  flips: ["flips"],
  pin: ["pin", "compare"],
  compare: ["compare"],
  link: [],
  read: [],
  check: [],
  epochs: [],
  sweep: [],
  corpus: [],
};

function startWorker(): {
  ask(what: Ask, onProgress?: Aside["onProgress"]): Promise<Value>;
  close(reason: Error): void;
} {
  const worker = new Worker(new URL("./trainer.ts", import.meta.url), { type: "module" });
  let flying: Job | null = null;
  let waiting: Job[] = [];

  function send(): void {
    if (flying || waiting.length === 0) return;
    flying = waiting.shift()!;
    worker.postMessage(flying.ask);
  }

  function fail(reason: Error): void {
    for (const job of flying ? [flying, ...waiting] : waiting) job.reject(reason);
    [flying, waiting] = [null, []];
  }

  worker.onmessage = ({ data: answer }: MessageEvent<Answer>) => {
    const job = flying!;
    if ("progress" in answer) return job.onProgress?.(answer.progress);
    flying = null;
    send();
    if ("value" in answer) job.resolve(answer.value);
    else job.reject(Object.assign(new Error(answer.message), answer.refusal));
  };
  worker.onerror = (event) => fail(new Error(event.message || "The training worker could not be loaded."));

  return {
    ask(what, onProgress) {
      const replaced = SUPERSEDES[what.say];
      // The one with the worker is finished there, and its answer is dropped.
      if (flying && replaced.includes(flying.ask.say)) flying.reject(SUPERSEDED);
      waiting = waiting.filter((job) => {
        const stays = !replaced.includes(job.ask.say);
        if (!stays) job.reject(SUPERSEDED);
        return stays;
      });
      return new Promise((resolve, reject) => {
        waiting.push({ ask: what, resolve, reject, onProgress });
        send();
      });
    },
    close(reason) {
      worker.terminate();
      fail(reason);
    },
  };
}

/** Starts the worker that trains what the page shows. */
export function startEngine(): Engine {
  const { ask, close } = startWorker();
  return {
    open: (study, foreign) => ask({ say: "open", study, foreign }) as Promise<ActiveStudy>,
    advance: (steps, view) => ask({ say: "advance", steps, view }) as Promise<Frame>,
    seek: (step, view) => ask({ say: "seek", step, view }) as Promise<Frame>,
    predict: (x) => ask({ say: "predict", x }) as Promise<number[][]>,
    truth: (view) => ask({ say: "truth", view }) as Promise<Float32Array>,
    fingerprint: () => ask({ say: "fingerprint" }) as Promise<string>,
    flips: () => ask({ say: "flips" }) as Promise<FlipsReport>,
    pin: () => ask({ say: "pin" }) as unknown as Promise<void>,
    compare: () => ask({ say: "compare" }) as Promise<Comparison>,
    close: () => close(SUPERSEDED),
  };
}

/** One job in a worker of its own, which ends with it. */
async function aside(what: Ask, { signal, onProgress }: Aside): Promise<Value> {
  signal?.throwIfAborted();
  const { ask, close } = startWorker();
  const stop = (): void => close(signal!.reason as Error);
  signal?.addEventListener("abort", stop);
  try {
    return await ask(what, onProgress);
  } finally {
    signal?.removeEventListener("abort", stop);
    close(SUPERSEDED);
  }
}

/**
 * Trains a study from the start up to a step, and answers the address that opens it on a page. Rejects with the SDK's
 * sentence, or the signal's reason.
 */
export function linkAside(study: StudyInput, step: number, page: string, options: Aside = {}): Promise<string> {
  return aside({ say: "link", study, step, page }, options) as Promise<string>;
}

/** The link in an address. Rejects with one sentence for what is none. */
export function readAside(url: string): Promise<Link> {
  return aside({ say: "read", url }, {}) as Promise<Link>;
}

/** Trains a link again and compares. Rejects with the SDK's sentence, or the signal's reason. */
export function checkAside(link: Link, options: Aside = {}): Promise<LinkCheck> {
  return aside({ say: "check", link }, options) as Promise<LinkCheck>;
}

/** Trains a study whole, with its loss curves. Rejects with the SDK's sentence, or the signal's reason. */
export function epochsAside(study: StudyInput, options: Aside = {}): Promise<EpochReport> {
  return aside({ say: "epochs", study }, options) as Promise<EpochReport>;
}

/** Trains settings of a study. Rejects with the SDK's sentence, or the signal's reason. */
export async function sweepAside(
  study: StudyInput,
  axes: SweepAxes,
  onSetting: (setting: SettingReport) => void,
  { signal, onProgress }: Aside,
): Promise<void> {
  await aside(
    { say: "sweep", study, axes },
    {
      signal,
      onProgress(progress) {
        onProgress?.(progress);
        if (progress.setting) onSetting(progress.setting);
      },
    },
  );
}

/** Trains the golden corpus. Rejects with the signal's reason. */
export function corpusAside(options: Aside = {}): Promise<CorpusReport> {
  return aside({ say: "corpus" }, options) as Promise<CorpusReport>;
}
