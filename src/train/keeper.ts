/**
 * Saves where a group of replicas is on its way, and goes on from there. Only hosts with files do: the bundles for
 * browsers leave this out (scripts/bundle.ts).
 */
import { now } from "../host/slices.js";
import type { Snapshot } from "../reference/trainer.js";
import type { Course } from "./epochs.js";
import type { Keeper } from "./train-group.js";

/** Where a replica is: what is known of it, and its parameters and optimizer state. */
export interface KeptReplica extends Course {
  now: Snapshot;
}

/** Where neighbouring replicas are after the same step. Plain data. */
export interface KeptGroup {
  /** The first of them. */
  first: number;
  step: number;
  replicas: readonly KeptReplica[];
}

/** What a training is told of saving. Plain data. */
export interface Keeping {
  /** Milliseconds between two states of a group. */
  every: number;
  /** Where all its replicas go on; null for the start. */
  from: KeptGroup | null;
  /** Steps at which the state of each replica is a part of its outcome. */
  segments?: readonly number[];
}

/** @param save is given a state of which nothing is copied: it is altered when the training goes on */
export function keeperOf(keeping: Keeping | undefined, save: (state: KeptGroup) => void): Keeper | undefined {
  if (!keeping) return undefined;
  const { every, from, segments = [] } = keeping;
  return (group, members, courses, stops) => {
    for (const step of segments) stops.add(step);
    if (from) {
      const kept = members.map((replica) => from.replicas[replica - from.first]!);
      group.restore(
        from.step,
        kept.map((replica) => replica.now),
      );
      kept.forEach(({ now: _, ...course }, lane) => Object.assign(courses[lane]!, course));
    }
    if (segments.length > 0) for (const course of courses) course.segments ??= [];
    let saved = now();
    return () => {
      // Before it is saved: whoever goes on from this step is not told of it again.
      if (segments.includes(group.step))
        courses.forEach((course, lane) => {
          if (!course.hasStopped) course.segments!.push(group.snapshot(lane));
        });
      if (now() - saved < every) return;
      saved = now();
      save({
        first: members[0]!,
        step: group.step,
        replicas: courses.map((course, lane) => ({
          ...course,
          diverged: course.diverged ?? group.diverged(lane),
          now: group.snapshot(lane),
        })),
      });
    };
  };
}
