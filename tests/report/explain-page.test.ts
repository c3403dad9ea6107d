/** The page of an explanation: its tables against the numbers, its drawings, and the words that stand alone. */
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { explain } from "../../src/explain/explain.js";
import type { Explanation } from "../../src/explain/explanation.js";
import { explainPage } from "../../src/report/explain-page.js";
import {
  activationName,
  differSay,
  hingeKindSays,
  hingesSay,
  inputsSay,
  inputText,
  movedSays,
  pairSays,
  shareSays,
  traceSays,
} from "../../src/report/explain-words.js";
import { count, number, percent } from "../../src/report/format.js";
import { report } from "../../src/report/report.js";
import { whole } from "./fixture.js";

const STUDY = { data: { name: "vee", train: 60, test: 20 }, hidden: [4], replicas: 6, optimizer: "adam" } as const;
const found = await explain(STUDY, { workers: 0, examples: 3, side: 8 });

const documentOf = (page: string) => parseHTML(page).document;
const rowsOf = (page: string, table: string) =>
  [...documentOf(page).querySelectorAll(`table[aria-label="${table}"] tbody tr`)].map((row) =>
    [...row.querySelectorAll("th, td")].map((cell) => cell.textContent!),
  );
const labelsOf = (page: string) =>
  [...documentOf(page).querySelectorAll("svg[role=img]")].map((svg) => svg.getAttribute("aria-label")!);

describe("of two classes and two inputs", async () => {
  const page = await report(found, { command: "doppelgrad explain vee" });

  test("is the same as often as it is made, and has no number that is none", () => {
    expect(page).toBe(whole(explainPage({ ...found, command: "doppelgrad explain vee" })));
    expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
    expect(page).toContain("doppelgrad explain vee");
    expect(page).toContain(found.fingerprint);
  });

  test("examples, neighbours and twins are tables of the numbers", () => {
    expect(rowsOf(page, "Examples")).toEqual(
      found.explained.map((each, at) => [
        `${at + 1} · example ${each.example}`,
        String(each.label),
        each.decisions!.map((some) => `${some.class}: ${some.replicas}`).join(", "),
        ...each.inputs.map((value) => inputText(value)),
        number(each.difference),
        percent(each.churn),
        number(each.margin),
        `${number(each.least.value)} to ${number(each.largest.value)}`,
        `${each.least.replica}, ${each.largest.replica}`,
      ]),
    );
    expect(rowsOf(page, "Nearest training examples")).toEqual(
      found.explained.map((each, at) => [
        `${at + 1} · example ${each.example}`,
        String(each.label),
        `${each.nearest.filter(({ label }) => label === each.label).length} of 5`,
        ...each.nearest.map((near) => `${near.label} ${number(near.distance)}example ${near.example}`),
      ]),
    );
    const { traces } = found.twins!;
    expect(rowsOf(page, "Twins")).toEqual(
      [1, 2, 4, 8, 16, 32, 60].map((step) => [
        String(step),
        ...traces.flatMap(({ points }) => {
          const point = points.find((each) => each.step === step)!;
          return [number(point.predictions), number(point.weights), count(point.ulps)];
        }),
      ]),
    );
  });

  test("answers, four maps and two traces are drawn, and told to whoever does not see them", () => {
    const labels = labelsOf(page);
    const [first] = found.explained;
    const { replicas, difference } = found.maps!;
    expect(labels).toHaveLength(7);
    expect(labels[0]).toContain(
      `1 · example ${first!.example}: from ${number(first!.least.value)} to ${number(first!.largest.value)}, median`,
    );
    expect(labels[2]).toBe(
      `prediction difference of the replicas over the plane, up to ${number(Math.max(...difference))}`,
    );
    expect(labels.slice(3, 5).map((label) => label.slice(0, 9))).toEqual(
      replicas.map(({ replica }) => `replica ${replica}`),
    );
    const last = found.twins!.traces[0]!.points.at(-1)!;
    expect(labels[5]).toMatch(/^Predictions: mean distance of predictions against steps\. relu: /);
    if (last.weights > 0) expect(labels[6]).toContain(`relu: ${number(last.weights)} after step 60`);
  });

  test("every hinge in the box is a line of its map, as wide as it is strong", () => {
    const [, , , one] = documentOf(page).querySelectorAll("svg[role=img]");
    const lines = found.maps!.replicas[0].hinges!.flatMap((hinge) => hinge.lines);
    expect(
      [...one!.querySelectorAll("title")].filter((title) => /^unit \d+: kink/.test(title.textContent!)),
    ).toHaveLength(lines.length);
  });
});

test("what is not there has no section", async () => {
  const bare = await explain({ ...STUDY, vary: [] }, { workers: 0, side: 0, twins: false });
  const page = await report(bare);
  expect([...documentOf(page).querySelectorAll("h2")].map((heading) => heading.textContent)).toEqual(["Study", "Cite"]);
  expect(page).toContain("6 replicas, 20 test examples: all are predicted exactly alike.");
  const [first] = (await explain(STUDY, { workers: 0, examples: 1, neighbours: 0, side: 0, twins: false })).explained;
  const without = await report({ ...found, explained: [first!], maps: null, twins: null });
  expect(rowsOf(without, "Nearest training examples")).toEqual([]);
  expect(rowsOf(without, "Examples")).toHaveLength(1);
});

test("of several classes maps are of classes, and of values of values; many replicas are no dots", async () => {
  const side = { workers: 0, examples: 2, side: 6, twins: false } as const;
  const classes = await report(
    await explain({ ...STUDY, data: { name: "gaussians", classes: 3, train: 60, test: 20 } }, side),
  );
  expect(classes).toContain("The colour is the class that is decided.");
  expect(classes).toMatch(/0\.\d+ to 0\.\d+ of class [012]/);
  const text = `a,b,price\n${Array.from({ length: 30 }, (_, n) => `${n % 7},${n % 4},${n * 50 + 0.5}`).join("\n")}\n`;
  const values = await report(await explain({ data: { name: "file", text }, replicas: 3, epochs: 2 }, side));
  expect(values).toMatch(/Predicted value, from [−\d.]+ \(orange\) to [\d.]+ \(blue\)\./);
  expect(rowsOf(values, "Examples")[0]![0]).toMatch(/^1 · row \d+$/);
  for (const page of [classes, values]) expect(page).not.toMatch(/NaN|undefined|Infinity/);
  const many = await report(await explain({ ...STUDY, replicas: 129 }, { ...side, side: 0 }));
  expect(many).toContain("What the replicas predict");
  expect(many).not.toContain("a dot a replica");
});

test("twins that end with the same bits are told, and when", () => {
  const point = (step: number, differing: number) => ({ step, differing, weights: differing, ulps: 1, predictions: 0 });
  const trace = (points: ReturnType<typeof point>[], diverged: number | null = null) =>
    traceSays({ activation: { name: "smelu", beta: 0.5 }, isOwn: true, points, diverged });
  expect(trace([point(1, 2), point(2, 0), point(3, 1), point(4, 0), point(6, 0)])).toBe(
    "With smelu (beta 0.5) rounding has taken the difference away by step 4: the twins end with the same bits.",
  );
  expect(trace([point(1, 2)])).toBe(
    "With smelu (beta 0.5) the twins end 0 apart in their predictions and 2.00 in their parameters.",
  );
  expect(trace([], 8)).toBe("With smelu (beta 0.5) a replica left the finite numbers by step 8.");
});

test("page and terminal say the same, with numbers and names as they are read", () => {
  const { maps, twins } = found;
  expect(differSay(found)).toMatch(/^6 replicas, 20 test examples: prediction difference 0\.\d+, churn \d+(\.\d)?%\.$/);
  expect(differSay({ ...found, differing: 4 })).toMatch(/; 4 are not predicted alike\.$/);
  expect(shareSays(found)).toMatch(
    /^The 3 examples on which they differ most carry \d+% of the prediction difference\.$/,
  );
  expect(shareSays({ ...found, explained: found.explained.slice(0, 1) })).toMatch(
    /^The example on which they differ most carries/,
  );
  expect(inputsSay({ ...found.explained[0]!, inputs: [0.5, "a\u001b", null] }, ["x", "y", "z"], 2)).toBe(
    "x 0.5, y a\\u001b, and 1 more",
  );
  expect(inputText(null)).toBe("another value");
  expect(activationName({ name: "relu" })).toBe("relu");
  expect(pairSays(maps!, 6)).toMatch(/^Replicas \d and \d differ most: by 0\.\d+ on average\.$/);
  expect(pairSays(maps!, 7)).toContain("differ most, of the first 6: by");
  expect(hingeKindSays(maps!)).toBe("the lines on which its activation has a kink");
  expect(hingesSay({ ...maps!.replicas[0], hinges: null })).toBeNull();
  const inside = maps!.replicas[0].hinges!.filter(({ lines }) => lines.length > 0).length;
  expect(hingesSay(maps!.replicas[0])).toBe(`replica ${maps!.replicas[0].replica}: ${inside} of 4 units`);
  expect(movedSays({ ...twins!, moved: { ...twins!.moved, from: Math.fround(0.1), to: Math.fround(-1e-10) } })).toMatch(
    / from 0\.1 to −1e−10\.$/,
  );
});

test("JSON that was read again has the same page", async () => {
  const again = JSON.parse(JSON.stringify(found)) as Explanation;
  expect(await report(again)).toBe(await report(found));
});
