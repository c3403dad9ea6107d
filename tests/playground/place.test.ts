/** What the address of the page says, and what it leaves in the tab. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { frameOf } from "../../playground/src/code.js";
import { apartFrom, keep, keptUnder } from "../../playground/src/kept.js";
import { type Place, readPlace, writePlace } from "../../playground/src/place.js";
import { axesOf, replicasOf } from "../../playground/src/sweeps.js";
import { openTrainer } from "../../src/index.js";
import { sweep } from "../../src/sweep/public.js";

const number = fc.nat(999_999_999);
const two = fc.tuple(number, number);
const places: fc.Arbitrary<Place> = fc.record({
  study: fc.record({ data: fc.record({ name: fc.string() }), hidden: fc.array(fc.nat()) }) as fc.Arbitrary<object>,
  step: fc.option(number),
  pair: two,
  axes: fc.option(two),
  chapter: fc.option(fc.string({ minLength: 1 })),
  kept: fc.option(
    fc.record({ key: fc.option(fc.string({ minLength: 1 })), name: fc.option(fc.string({ minLength: 1 })) }),
  ),
});

test("what is written is read again, out of any address", () => {
  fc.assert(
    fc.property(places, (place) => {
      const { hash } = new URL(writePlace(place), "https://example.org/a?embed");
      expect(readPlace(hash)).toEqual(place);
    }),
    { examples: [[{ study: {}, step: 0, pair: [0, 1], axes: null, chapter: null, kept: null }]] },
  );
});

test("a link and an empty address are no places; a damaged study is a sentence, other slips are left out", () => {
  for (const none of ["", "#", "#1.AAAA", "#step=4"]) expect(readPlace(none)).toBeNull();
  for (const damaged of ["#study=", "#study=%7B", "#study=[]", "#study=null", "#study=4"])
    expect(() => readPlace(damaged)).toThrow(
      /^The address holds no study that can be read, but .*\. Copy it again, whole\.$/,
    );
  expect(readPlace("#study={}&step=-1&pair=1&axes=a,b&chapter=x")).toEqual({
    study: {},
    step: null,
    pair: [0, 1],
    axes: null,
    chapter: "x",
    kept: null,
  });
});

test("content of files and long data stay in the tab, all else is in the address", () => {
  expect(apartFrom("moons")).toBeNull();
  expect(apartFrom(undefined)).toBeNull();
  const test = { x: [[0, 1]], y: [1] };
  expect(apartFrom({ name: "given", ...test, test })).toBeNull();
  expect(apartFrom({ name: "file", text: "a,b\n1,2\n", label: "b" })).toEqual({
    data: { name: "file", label: "b" },
    fields: { text: "a,b\n1,2\n" },
  });
  const x = Array.from({ length: 9000 }, (_, n) => [n, -n]);
  const y = x.map(([n]) => n! % 2);
  expect(apartFrom({ name: "given", x, y, test })).toMatchObject({ data: { name: "given" }, fields: { x, y } });
});

test("what the browser does not keep has no key, and is asked for", () => {
  // Node 20 has no sessionStorage: a browser that keeps nothing.
  expect(keep({}, { fields: {}, name: "a.csv" })).toBeNull();
  expect(keptUnder(null)).toBeNull();
  expect(keptUnder("abc")).toBeNull();
});

test("a frame has the study of the page, embedded", () => {
  const frame = frameOf("https://example.org/play/?x#1.AAAA", "#study=%7B%7D&step=4");
  expect(frame).toContain('src="https://example.org/play/?embed#study=%7B%7D&amp;step=4"');
  expect(frame).toMatch(/title="[^"]+"/);
});

const RECIPE = { data: { name: "moons", train: 30, test: 10 }, hidden: [3, 2], epochs: 1, replicas: 2 } as const;

test("each axis of a sweep can be trained, and says where its settings are", async () => {
  const { study, dataset } = await openTrainer(RECIPE);
  const axes = axesOf({ study, train: dataset.train });
  expect(axes.map(({ label }) => label)).toEqual([
    "Shuffle window",
    "Beta of smelu",
    "Width of the hidden layers",
    "Learning rate",
  ]);
  expect(axes[0]!.axes).toEqual({ shuffleWindow: [1, 4, 16, 30] });
  for (const { axes: grid, placeOf } of axes) {
    const values: number[] = [];
    for await (const { values: fields, result } of sweep(RECIPE, grid, { workers: 0 })) {
      expect(result?.measures.predictionDifference.value).toBeGreaterThanOrEqual(0);
      values.push(placeOf(fields));
    }
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(values[0]).toBeGreaterThan(0);
  }
  expect([replicasOf({ replicas: 2 }), replicasOf({ replicas: 40 })]).toEqual([16, 40]);
});

test("a study without chance has nothing to sweep, and one without an order of its own no window", async () => {
  const axesWith = async (more: object) => {
    const { study, dataset } = await openTrainer({ ...RECIPE, ...more });
    return axesOf({ study, train: dataset.train }).map(({ label }) => label);
  };
  expect(await axesWith({ vary: [] })).toEqual([]);
  expect(await axesWith({ vary: ["init"], hidden: [] })).toEqual(["Learning rate"]);
});
