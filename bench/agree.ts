/** Whether replicas have the same bits however they are trained. */
import type { Group } from "../src/train/group.js";

/** Whether the first replicas have the same parameters in every group, as many at a time as it has lanes. */
export function agree(groups: readonly Group[], steps: number, replicas: number): boolean {
  const [first, ...others] = groups.map((group) => trainedBits(group, steps, replicas));
  return others.every(
    (bits) =>
      bits.length === first!.length && bits.every((replica, r) => replica.every((word, k) => word === first![r]![k])),
  );
}

function trainedBits(group: Group, steps: number, replicas: number): Uint32Array[] {
  const all: Uint32Array[] = [];
  for (let first = 0; first < replicas; first += group.lanes) {
    const members = Array.from({ length: Math.min(group.lanes, replicas - first) }, (_, lane) => first + lane);
    group.start(members);
    group.advance(steps);
    all.push(...members.map((_, lane) => new Uint32Array(group.snapshot(lane).parameters.buffer)));
  }
  return all;
}
