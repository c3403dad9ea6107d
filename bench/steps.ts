/**
 * What one process of `npm run bench:compare` measures. It is built with the sources of older commits too, so it asks no
 * more of them than `prepare` and `openGroup`.
 */
import { prepare } from "../src/run/prepare.js";
import type { StudyInput } from "../src/study/study.js";
import { openGroup } from "../src/train/setting.js";
import { type Effort, interleaved } from "./measure.js";
import { NETWORKS, SMALL, stepsOf, TOGETHER } from "./networks.js";

/** Least nanoseconds a step and replica, by the name of the row. */
export type Times = Record<string, number>;

/**
 * What one process measures: each network with the scalar build, with one replica alone, and with four; and steps of
 * one example with sixteen, however many of them the commit trains side by side.
 */
export async function measureSteps(quick: boolean): Promise<Times> {
  const times: Times = {};
  const effort: Effort = quick ? { rounds: 2, milliseconds: 0.5 } : { rounds: 7, milliseconds: 6 };
  const opened = (study: StudyInput) => async (build: "simd" | "scalar", replicas: number) =>
    stepsOf(await openGroup(await prepare({ ...study, replicas }), build), replicas);
  for (const { name, study } of quick ? SMALL.slice(0, 2) : NETWORKS.slice(0, 7)) {
    const open = opened(study);
    const pieces = {
      scalar: await open("scalar", 4),
      "simd 1": await open("simd", 1),
      "simd 4": await open("simd", 4),
    };
    for (const [form, { least }] of Object.entries(await interleaved(pieces, effort)))
      times[`${name}, ${form}`] = least;
  }
  for (const { name, study } of quick ? TOGETHER.slice(0, 1) : TOGETHER) {
    const open = opened(study);
    const { sixteen } = await interleaved({ sixteen: await open("simd", 16) }, effort);
    times[`${name}, simd 16`] = sixteen.least;
  }
  return times;
}
