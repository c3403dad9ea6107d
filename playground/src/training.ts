/**
 * Trains what the visitor wants and shows how it goes: the only place that talks to the engine.
 */
import { batch, effect } from "@preact/signals";
import type { Refusal, StudyInput } from "doppelgrad";
import { SUPERSEDED, startEngine } from "./engine/client.js";
import type { ActiveStudy, Comparison, FlipsReport, Frame, View } from "./engine/protocol.js";
import { type FileSpec, withInputs } from "./file-columns.js";
import { nextFrame, startPace } from "./pace.js";
import {
  active,
  axes,
  emptyTrace,
  fingerprint,
  frame,
  type Place,
  pair,
  playing,
  point,
  problem,
  refused,
  requested,
  sharing,
  sought,
  trace,
  trained,
  truth,
  varying,
  view,
  wantsTruth,
} from "./state.js";

/** Most replicas that the page holds. */
export const MOST_REPLICAS = 64;

/** Milliseconds in which a number is read. */
const MOMENT = 900;

const engine = startEngine();
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
/** The place that was asked about last; `point` is it as soon as there is an answer. */
let looked: Place | null = null;
/** Counts what takes the place of the loop that runs. */
let turn = 0;
function takeTurn(): number {
  sought.value = null;
  return ++turn;
}

/** Runs one thing the visitor requested: what supersedes it is silent, what fails is shown. */
async function guarded(job: () => Promise<void>): Promise<void> {
  try {
    await job();
  } catch (error) {
    if (error === SUPERSEDED) return;
    [playing.value, refused.value, problem.value] = [false, null, (error as Error).message];
  }
}

/** Where it rests the fingerprint is told; on the way it would cost time. */
effect(() => {
  const at = frame.value;
  fingerprint.value = null;
  if (!at || at.diverged.length > 0 || playing.value || sought.value !== null) return;
  void guarded(async () => {
    const value = await engine.fingerprint();
    if (frame.value === at) fingerprint.value = value;
  });
});

/** What is true does not change with the steps. */
effect(() => {
  truth.value = null;
  if (!view.value || !active.value?.hasTruth || !wantsTruth.value) return;
  void guarded(async () => {
    truth.value = await ofPresent((seen) => engine.truth(seen));
  });
});

/** Where it rests and another view is wanted, the step that is shown is looked at once more. */
effect(() => {
  if (!view.value || !frame.peek() || playing.peek() || sought.peek() !== null) return;
  void guarded(async () => {
    const next = await ofPresent((seen) => engine.advance(0, seen));
    if (next && next.step === frame.peek()?.step) show(next);
  });
});

function show(next: Frame): void {
  // First, because the lines are drawn with the frame.
  record(next);
  frame.value = next;
  if (looked) look(looked);
}

/** Adds to the curves what is new to them. */
function record(next: Frame): void {
  const { steps, predictionDifference, losses } = trace.value;
  if (next.step > (steps.at(-1) ?? -1) && next.diverged.length === 0) {
    const mean = next.losses.reduce((sum, loss) => sum + loss, 0) / next.losses.length;
    steps.push(next.step);
    predictionDifference.push(next.predictionDifference);
    [Math.min(...next.losses), mean, Math.max(...next.losses)].forEach((loss, i) => losses[i as 0].push(loss));
    trace.value = { ...trace.value };
  }
}

/** An answer about what is shown; null where another view or study came meanwhile, for which the ask was not meant. */
async function ofPresent<T>(ask: (seen: View) => Promise<T>): Promise<T | null> {
  const seen = view.value!;
  try {
    const answer = await ask(seen);
    return view.value === seen ? answer : null;
  } catch (error) {
    if (error === SUPERSEDED || view.value === seen) throw error;
    return null;
  }
}

/**
 * Goes to a step, and shows what comes on the way there; where less motion is wanted the way is in the curves alone.
 */
async function reach(step: number): Promise<void> {
  const mine = takeTurn();
  [sought.value, playing.value] = [step, false];
  for (;;) {
    const next = await ofPresent((seen) => engine.seek(step, seen));
    if (mine !== turn) return;
    if (!next) continue;
    if (next.step === step) sought.value = null;
    (stillness.matches && next.step !== step ? record : show)(next);
    if (next.step === step) return;
  }
}

/** @throws Error for more replicas than the page holds */
export function checkSize({ replicas = 0 }: StudyInput): void {
  if (replicas > MOST_REPLICAS)
    throw new Error(
      `replicas: expected at most ${MOST_REPLICAS} on this page; got ${replicas.toLocaleString("en")}. Train more with the command line.`,
    );
}

/**
 * @param wanted see `refused`: as soon as the file can be read without these columns all inputs can be named
 * @returns null where something is to be asked of the visitor's file, or wrong with it
 */
async function openInEngine(
  next: StudyInput,
  wanted: readonly string[],
  foreign: boolean,
): Promise<ActiveStudy | null> {
  try {
    checkSize(next);
    const now = await engine.open(next, foreign);
    if (wanted.length > 0 && isOfFile(next) && now.preprocessing) {
      const all = { ...next, data: withInputs(next.data, now.preprocessing, wanted) };
      if (requested.value === next) requested.value = all;
      return await openInEngine(all, [], foreign);
    }
    trained.value = next;
    return now;
  } catch (error) {
    if (requested.value === next) requested.value = trained.value;
    const refusal = error as Partial<Refusal>;
    if (!isOfFile(next) || !refusal.path || /^study(?!\.data)/.test(refusal.path)) throw error;
    [refused.value, playing.value] = [{ input: next, refusal: refusal as Refusal, wanted }, false];
    return null;
  }
}

function isOfFile(input: StudyInput): input is StudyInput & { data: FileSpec } {
  return (input.data as { name?: string } | undefined)?.name === "file";
}

/** How a study is opened. */
interface Opening {
  /** The step to rest at; by default it plays from the start. */
  at?: number;
  /** See `refused`. */
  wanted?: readonly string[];
  /** Whether somebody else may have written it: then it may cost no more than a link. */
  foreign?: boolean;
  /** The replicas whose maps are large, and the inputs of the maps, where the study has them. */
  pair?: readonly [number, number];
  axes?: readonly [number, number] | null;
}

/** Opens a study in place of the present one, which stays where the other cannot be trained. */
export function open(
  next: StudyInput,
  { at, wanted = [], foreign = false, pair: large = pair.value, axes: along = null }: Opening = {},
): Promise<void> {
  const mine = takeTurn();
  [requested.value, sharing.value] = [next, null];
  return guarded(async () => {
    const now = await openInEngine(next, wanted, foreign);
    if (!now) return;
    batch(() => {
      [active.value, trace.value, problem.value, refused.value, frame.value] = [now, emptyTrace(), null, null, null];
      lookAway();
      axes.value = along?.every((input) => varying.value.includes(input)) ? along : null;
      pair.value = large[0] === large[1] || Math.max(...large) >= now.replicas ? [0, 1] : large;
    });
    show(await engine.seek(0, view.value!));
    if (mine !== turn) return;
    if (at !== undefined) await reach(Math.min(at, now.steps));
    // Where less motion is wanted the end is shown at once.
    else if (stillness.matches) await reach(now.steps);
    else void play();
  });
}

/** Changes some fields of the requested study. */
export function change(fields: StudyInput): void {
  void open({ ...requested.value, ...fields });
}

/** Changes the data. What was chosen for others and may not fit these is left out. */
export function changeData(data: StudyInput["data"]): void {
  const { loss: _loss, shuffleWindow: _window, order: _order, initial, ...rest } = requested.value;
  void open({ ...rest, ...(initial && !Array.isArray(initial) && { initial }), data });
}

export function play(): Promise<void> {
  const now = active.value!;
  const mine = takeTurn();
  const dueSteps = startPace(now.steps);
  playing.value = true;
  return guarded(async () => {
    if (frame.value!.step >= now.steps) show(await engine.seek(0, view.value!));
    // The next steps are trained while these are drawn.
    for (let coming = engine.advance(await dueSteps(), view.value!); ; ) {
      const next = await coming;
      if (mine !== turn) return;
      show(next);
      if (next.step >= now.steps || next.diverged.length > 0) break;
      const steps = await dueSteps();
      if (mine !== turn) return;
      coming = engine.advance(steps, view.value!);
      coming.catch(() => undefined);
      await nextFrame();
      if (mine !== turn) return;
    }
    playing.value = false;
  });
}

export function pause(): void {
  takeTurn();
  playing.value = false;
}

/** Goes to a step, exactly, and rests there. */
export function seek(step: number): void {
  pause();
  sharing.value = null;
  void guarded(() => reach(step));
}

/** Goes to steps one after the other, and rests a moment at each. */
export function visit(steps: readonly number[]): Promise<void> {
  sharing.value = null;
  pause();
  return guarded(async () => {
    for (const [i, step] of steps.entries()) {
      await reach(step);
      const mine = turn;
      if (i + 1 < steps.length) await new Promise((done) => setTimeout(done, MOMENT));
      if (mine !== turn) return;
    }
  });
}

/** Shows a plane of two inputs, or with null what suits the data, at the step that is shown. */
export function turnTo(inputs: readonly [number, number] | null): void {
  axes.value = inputs;
  lookAway();
  seek(frame.value?.step ?? 0);
}

/** Trains a file of the visitor's own with the recipe that suits it. */
export function openOwn(data: FileSpec): void {
  const { replicas = 2, vary } = requested.value;
  void open({ data, replicas, ...(vary && { vary }) });
}

/** Which examples flip at the step that is shown; null where another step came meanwhile. */
export async function askFlips(): Promise<FlipsReport | null> {
  let answer: FlipsReport | null = null;
  await guarded(async () => {
    answer = await engine.flips();
  });
  return answer;
}

/** Keeps what the replicas predict at the step that is shown, to be compared with. */
export function pin(): Promise<void> {
  return guarded(() => engine.pin());
}

/** What is shown against what was pinned; null where another step came meanwhile. Rejects with the SDK's refusal. */
export async function askComparison(): Promise<Comparison | null> {
  try {
    return await engine.compare();
  } catch (error) {
    if (error === SUPERSEDED) return null;
    throw error;
  }
}

function lookAway(): void {
  [looked, point.value] = [null, null];
}

/** Asks every replica about an input, now and at each later step. */
export function look(place: Place): void {
  looked = place;
  void guarded(async () => {
    const predictions = await ofPresent(() => engine.predict(place.x));
    if (predictions) point.value = { ...place, predictions };
  });
}
