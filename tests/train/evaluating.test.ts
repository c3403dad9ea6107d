import { expect, test } from "vitest";
import { finish } from "../../src/host/slices.js";
import { prepare } from "../../src/run/prepare.js";
import { run } from "../../src/run/run.js";
import { evaluating } from "../../src/train/evaluating.js";

test.each(["scalar", "simd", "reference"] as const)(
  "%s says of networks what it says after training",
  async (backend) => {
    const study = { data: { name: "vee", train: 40, test: 30 }, hidden: [4], replicas: 22 } as const;
    const prepared = await prepare(study);
    const { parameters, logits, replicas } = await run(study, { workers: 0, backend });
    const kept = finish(await evaluating(prepared, backend, parameters, prepared.test, (each) => each));
    expect(kept.map(({ loss }) => loss)).toEqual(replicas.map(({ loss }) => loss));
    expect(kept.flatMap(({ logits }) => [...logits])).toEqual([...logits!]);
  },
);
