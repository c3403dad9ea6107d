/** Jobs are named by what they are about, so none is in a queue twice. */
import { expect, test } from "vitest";
import { auditWork, claimsWork, finishWork, partWork } from "../../src/queue/work-data.js";

const owner = { identity: "ab".repeat(32) } as never;
const part = { name: "0-1", first: 0, end: 2 } as never;
const CLAIMS = { replicas: 32, draws: 3, seed: 0, data: ["vee"], margin: 1.1, floor: 0.01 };

test("each has an id of its own, and the same one wherever the folder is", () => {
  const of = (folder: string) => {
    const train = partWork({ owner }, part, { folder, with: [], audited: true });
    return [
      train,
      auditWork(train.data, "me"),
      finishWork({ owner }, train.data),
      claimsWork(folder, CLAIMS),
      claimsWork(folder, CLAIMS, { index: 1, of: 2 }),
      claimsWork(folder, CLAIMS, { index: 2, of: 2 }),
      claimsWork(folder, CLAIMS, { index: 1, of: 3 }),
      claimsWork(folder, { ...CLAIMS, seed: 1 }),
    ];
  };
  const ids = of("/a").map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(of("/b").map(({ id }) => id)).toEqual(ids);
  // BullMQ joins names by colons.
  expect(ids.filter((id) => id.includes(":"))).toEqual([]);
  expect(of("/a").map(({ kind }) => kind)).toEqual([
    ...["part", "audit", "finish"],
    ...["claims", "share", "share", "share", "claims"],
  ]);
});

test("an audit says who trained, and is not audited; an end is about no part", () => {
  const { data } = partWork({ owner }, part, { folder: "/a", inside: "settings/x", with: ["trail"], audited: true });
  expect(auditWork(data, "me").data).toEqual({
    ...{ folder: "/a", inside: "settings/x", with: ["trail"] },
    ...{ address: data.address, part: "0-1", by: "me" },
  });
  expect(finishWork({ owner }, data).data).toEqual({
    ...{ folder: "/a", inside: "settings/x", with: ["trail"], address: "ab".repeat(32), part: "" },
  });
});
