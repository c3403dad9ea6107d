/** What the address of the page says, and what it leaves in the tab. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { frameOf } from "../../playground/src/code.js";
import { apartFrom, keep, keptUnder } from "../../playground/src/kept.js";
import { type Place, readPlace, writePlace } from "../../playground/src/place.js";

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
  );
});

test("a link and an empty address are no places; a damaged study is a sentence, other slips are left out", () => {
  for (const none of ["", "#", "#1.AAAA", "#step=4"]) expect(readPlace(none)).toBeNull();
  for (const damaged of ["#study=", "#study=%7B", "#study=[]", "#study=null", "#study=4"])
    expect(() => readPlace(damaged)).toThrow(
      /^address: expected a study as JSON behind #study=; got .*\. Copy it again/,
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
  expect(apartFrom({ name: "given", x: [[0, 1]], y: [1] })).toBeNull();
  expect(apartFrom({ name: "file", text: "a,b\n1,2\n", label: "b" })).toEqual({
    data: { name: "file", label: "b" },
    fields: { text: "a,b\n1,2\n" },
  });
  const x = Array.from({ length: 9000 }, (_, n) => [n, -n]);
  const y = x.map(([n]) => n! % 2);
  expect(apartFrom({ name: "given", x, y })).toEqual({ data: { name: "given" }, fields: { x, y } });
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
