import fc from "fast-check";
import { expect, test } from "vitest";
import { daysOf } from "../../src/data/days.js";

const DAY = 86400000;

test("days of the years 1 to 9999 are those of the host's calendar", () => {
  fc.assert(
    fc.property(fc.integer({ min: -719162, max: 2932896 }), (days) => {
      const [text] = new Date(days * DAY).toISOString().split("T");
      expect(daysOf(text!)).toBe(days);
    }),
  );
});

test.each([
  ["31.03.2021", 18717],
  ["2021/3/31", 18717],
  ["2021-03-31T12:00", 18717.5],
  ["2021-03-31 00:00:43.2Z", 18717.0005],
  ["2021-03-31T00:00+06:00", 18716.75],
  ["2021-03-31T00:00-0600", 18717.25],
  ["2000-02-29", 11016],
  ["03/04/2021", Infinity],
])("%s", (text, days) => {
  expect(daysOf(text)).toBe(days);
});

test.each(["2021-02-29", "1900-02-29", "2021-13-01", "2021-00-10", "2021-1", "2021-01/02", "31.04.2021", "12:30", "x"])(
  "%s is no date",
  (text) => expect(daysOf(text)).toBeNaN(),
);
