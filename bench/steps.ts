/**
 * What one process of `npm run bench:compare` measures. It is built with the sources of older commits too, so it asks no
 * more of them than `prepare` and `openGroup`.
 */
import { prepare } from "../src/run/prepare.js";
import { openGroup } from "../src/train/setting.js";
import { type Effort, interleaved } from "./measure.js";
import { NETWORKS, SMALL, stepsOf } from "./networks.js";

/** Least nanoseconds a step and replica, by the name of the row. */
export type Times = Record<string, number>;

/** What one process measures: each network with the scalar build, with one replica alone, and with four. */
export async function measureSteps(quick: boolean): Promise<Times> {
  const times: Times = {};
  const effort: Effort = quick ? { rounds: 2, milliseconds: 0.5 } : { rounds: 7, milliseconds: 6 };
  for (const { name, study } of quick ? SMALL.slice(0, 2) : NETWORKS.slice(0, 7)) {
    const open = async (build: "simd" | "scalar", replicas: number) =>
      stepsOf(await openGroup(await prepare({ ...study, replicas }), build), replicas);
    const pieces = {
      scalar: await open("scalar", 4),
      "simd 1": await open("simd", 1),
      "simd 4": await open("simd", 4),
    };
    for (const [form, { least }] of Object.entries(await interleaved(pieces, effort)))
      times[`${name}, ${form}`] = least;
  }
  return times;
}
