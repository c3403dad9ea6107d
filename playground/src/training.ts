/**
 * Trains what the visitor wants and shows how it goes: the only place that talks to the engine.
 */
import { batch, effect } from "@preact/signals";
import type { StudyInput } from "doppelgrad";
import { startEngine, SUPERSEDED } from "./engine/client.js";
import type { Frame } from "./engine/protocol.js";
import { axes, emptyTrace, fileName, fingerprint, frame, opened, pair, playing, point, problem, sharing, speed, trace, view, wanted } from "./state.js";

/** Milliseconds in which a training passes at speed 1, */
const DURATION = 10_000;
/** or less where it is short: so many steps a millisecond at least. */
const SLOWEST = 0.06;
/** Milliseconds that are made up for at once: a slow frame must not make the next one slower. */
const LATEST = 50;
/** Looks on the way to a step that is shown at once. */
const WAYPOINTS = 50;
/** Most replicas that the page holds. */
export const MOST_REPLICAS = 64;

const engine = startEngine();
/** What was asked for to get the study that is shown. */
let asked = wanted.value;
/** Counts what takes the place of the loop that runs. */
let turn = 0;

const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

/** Runs one thing the visitor asked for: what supersedes it is silent, what fails is shown. */
async function guarded(job: () => Promise<void>): Promise<void> {
  try {
    await job();
  } catch (error) {
    if (error === SUPERSEDED) return;
    [playing.value, wanted.value] = [false, asked];
    problem.value = (error as Error).message;
  }
}

/** Where it rests the fingerprint is told; on the way it would cost time. */
effect(() => {
  const at = frame.value;
  fingerprint.value = null;
  if (!at || at.diverged || playing.value) return;
  void guarded(async () => {
    const value = await engine.fingerprint();
    if (frame.value === at) fingerprint.value = value;
  });
});

function show(next: Frame): void {
  frame.value = next;
  record(next);
  if (point.value) look(point.value.x);
}

/** Adds to the curves what is new to them. */
function record(next: Frame): void {
  const { steps, predictionDifference, losses } = trace.value;
  if (next.step > (steps.at(-1) ?? -1) && !next.diverged) {
    const mean = next.losses.reduce((sum, loss) => sum + loss, 0) / next.losses.length;
    steps.push(next.step);
    predictionDifference.push(next.predictionDifference);
    [Math.min(...next.losses), mean, Math.max(...next.losses)].forEach((loss, i) => losses[i as 0].push(loss));
    trace.value = { ...trace.value };
  }
}

/** Trains to a step at once, and shows that one; the curves get the way there. */
async function showAt(step: number): Promise<void> {
  for (let k = 0; k < WAYPOINTS; k++) record(await engine.seek(Math.floor((step * k) / WAYPOINTS), view.value!));
  show(await engine.seek(step, view.value!));
}

/** Opens a study in place of the present one, which stays where the other cannot be trained. @param at the step to rest at; by default it plays from the start */
export function open(next: StudyInput, at?: number): Promise<void> {
  const mine = ++turn;
  [wanted.value, sharing.value] = [next, null];
  return guarded(async () => {
    if ((next.replicas ?? 0) > MOST_REPLICAS) throw new RangeError(`replicas: expected at most ${MOST_REPLICAS} on this page; got ${next.replicas}. Train more with the command line.`);
    const now = await engine.open(next);
    asked = next;
    batch(() => {
      [opened.value, trace.value, problem.value, point.value, frame.value] = [now, emptyTrace(), null, null, null];
      axes.value = [0, 1];
      if (Math.max(...pair.value) >= now.replicas) pair.value = [0, 1];
    });
    if (at !== undefined) await showAt(at);
    // Where less motion is wanted the end is shown at once.
    else if (matchMedia("(prefers-reduced-motion: reduce)").matches) await showAt(now.steps);
    else {
      show(await engine.seek(0, view.value!));
      if (mine === turn) void play();
    }
  });
}

/** Changes some fields of the wanted study. */
export function change(fields: StudyInput): void {
  void open({ ...wanted.value, ...fields });
}

export function play(): Promise<void> {
  const now = opened.value!;
  const mine = ++turn;
  let [due, last] = [1, performance.now()];
  /** How many steps are due, from the frame on in which there is one. */
  async function dueSteps(): Promise<number> {
    for (;;) {
      const at = performance.now();
      due += Math.max(now.steps / DURATION, SLOWEST) * speed.value * Math.min(at - last, LATEST);
      last = at;
      if (due >= 1) break;
      await nextFrame();
    }
    const whole = Math.floor(due);
    due -= whole;
    return whole;
  }
  playing.value = true;
  return guarded(async () => {
    if (frame.value!.step >= now.steps) show(await engine.seek(0, view.value!));
    // The next steps are trained while these are drawn.
    for (let coming = engine.advance(await dueSteps(), view.value!); ; ) {
      const next = await coming;
      if (mine !== turn) return;
      show(next);
      if (next.step >= now.steps || next.diverged) break;
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
  turn++;
  playing.value = false;
}

/** Goes to a step, exactly, and rests there. */
export function seek(step: number): void {
  pause();
  sharing.value = null;
  void guarded(async () => show(await engine.seek(step, view.value!)));
}

/** Shows other inputs, at the step that is shown. */
export function turnTo(across: number, up: number): void {
  [axes.value, point.value] = [[across, up], null];
  seek(frame.value?.step ?? 0);
}

/** Trains data of the visitor's own with the recipe that suits them. */
export async function openOwn(data: StudyInput["data"], name: string): Promise<void> {
  const { replicas = 2, vary } = wanted.value;
  const own = { data, replicas, ...(vary && { vary }) };
  await open(own);
  if (asked === own) fileName.value = name;
}

/** Asks every replica about a point. */
export function look(x: number[]): void {
  void guarded(async () => {
    const predictions = await engine.predict(x);
    if (predictions.length === opened.value?.replicas) point.value = { x, predictions };
  });
}
