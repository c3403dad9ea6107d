import { expect, test } from "vitest";
import { keptData } from "../../src/run/kept-data.js";
import { parseData } from "../../src/run/prepare.js";

const vee = (train: number) => parseData({ name: "vee", train, test: 10 }, "data");

test("who asks for the same data has the same, made once; another draw is another", async () => {
  const make = keptData();
  const [first, again, other] = await Promise.all([
    make(await vee(20), 0),
    make(await vee(20), 0),
    make(await vee(20), 1),
  ]);
  expect(again).toBe(first);
  expect(other.sha256).not.toBe(first!.sha256);
  expect(await make(await vee(20), 0)).toBe(first);
});

test("only the last ones are kept", async () => {
  // 20 and 10 examples of two inputs and a label.
  const make = keptData(200);
  const [a, b] = [await make(await vee(20), 0), await make(await vee(20), 1)];
  expect(await make(await vee(20), 0)).toBe(a);
  await make(await vee(20), 2);
  expect(await make(await vee(20), 0)).toBe(a);
  expect(await make(await vee(20), 1)).not.toBe(b);
  const least = keptData(1);
  const last = await least(await vee(20), 0);
  expect(await least(await vee(20), 0)).toBe(last);
});

test("data that cannot be made are asked for again", async () => {
  const make = keptData();
  const controller = new AbortController();
  controller.abort(new Error("stop"));
  const spec = await parseData({ name: "file", path: "no-such-file.csv" } as never, "data");
  await expect(make(spec, 0, controller.signal)).rejects.toThrow();
  await expect(make(spec, 0)).rejects.toThrow("no-such-file.csv");
});
