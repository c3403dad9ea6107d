import { describe, expect, test } from "vitest";
import { type DesignOptions, designOf } from "../../src/attribute/design.js";
import type { Factor } from "../../src/study/factors.js";
import { FACTORS } from "../../src/study/levels.js";
import { refusal } from "../refusal.js";

const BOTH: Factor[] = ["init", "shuffle"];
const of = (options: DesignOptions, design: Parameters<typeof designOf>[1] = null) => designOf(options, design, BOTH);

describe("levels", () => {
  test("are the largest equal number that the budget allows: 32 of each of two factors by default", () => {
    expect(of({})).toEqual({ factors: BOTH, levels: [32, 32], budget: 1024 });
    expect(of({ budget: 1023 })).toEqual({ factors: BOTH, levels: [31, 31], budget: 1023 });
    expect(of({ budget: 16 })).toEqual({ factors: BOTH, levels: [4, 4], budget: 16 });
    // 46,656 is 36 cubed and 6 to the sixth: no power is lost to rounding.
    expect(of({ budget: 216 ** 2 }).levels).toEqual([216, 216]);
  });

  test("that are given leave the rest of the budget to the others", () => {
    expect(of({ levels: { init: 64 } })).toEqual({ factors: BOTH, levels: [64, 16], budget: 1024 });
    expect(of({ levels: { shuffle: 7 } }).levels).toEqual([146, 7]);
    expect(of({ levels: { init: 200, shuffle: 300 } })).toEqual({ factors: BOTH, levels: [200, 300], budget: null });
  });

  test("are those of the study's design, where it has these factors and nothing else is said", () => {
    const design = { init: 5, shuffle: 9 };
    expect(of({}, design)).toEqual({ factors: BOTH, levels: [5, 9], budget: null });
    expect(of({ factors: ["shuffle", "init"] }, design).levels).toEqual([5, 9]);
    expect(of({ budget: 100 }, design).levels).toEqual([10, 10]);
    expect(of({ levels: { init: 8 } }, design).levels).toEqual([8, 128]);
  });
});

describe("what makes no design is refused", () => {
  const refuses = (options: object, wanted: unknown, design: Parameters<typeof designOf>[1] = null) =>
    expect(() => of(options as DesignOptions, design)).toThrow(wanted as Error);

  test("factors", () => {
    refuses({ factors: ["init"] }, refusal("wrong-value", "options.factors", "init"));
    refuses({ factors: [] }, refusal("wrong-value", "options.factors", "none"));
    refuses(
      { factors: ["init", "init"] },
      refusal("wrong-value", "options.factors", undefined, { expected: "each factor once" }),
    );
    refuses({ factors: ["init", "shufle"] }, refusal("wrong-value", /^options\.factors/, '"shufle"'));
    refuses({ factors: "init" }, refusal("wrong-type", "options.factors", '"init"'));
    expect(() => designOf({}, null, ["shuffle"])).toThrow(refusal("wrong-value", "options.factors", "shuffle"));
    refuses({}, refusal("wrong-value", "options.factors", "init"), { init: 40 });
  });

  test("levels", () => {
    refuses({ levels: { init: 1 } }, refusal("wrong-value", "options.levels.init", "1"));
    refuses({ levels: { init: "8" } }, refusal("wrong-type", "options.levels.init", '"8"'));
    refuses({ levels: { lr: 8 } }, refusal("unknown-field", "options.levels", "lr"));
    refuses({ levels: 8 }, refusal("wrong-type", "options.levels", "8"));
    refuses({}, refusal("wrong-value", "study.design.init", "1"), { init: 1, shuffle: 4 });
    expect(FACTORS.length).toBeGreaterThan(1);
  });

  test("a budget that is too small for 4 levels of what is free, or for what is given beside it", () => {
    refuses(
      { budget: 15 },
      refusal("wrong-value", "options.budget", "15", {
        expected: /^at least 16, the replicas of 4 levels each of init, shuffle/,
      }),
    );
    refuses(
      { levels: { init: 300 } },
      refusal("wrong-value", "options.budget", "1024, the default", { expected: /^at least 1200/ }),
    );
    refuses(
      { levels: { init: 5, shuffle: 5 }, budget: 24 },
      refusal("wrong-value", "options.budget", "24", { expected: /^at least 25/ }),
    );
    expect(of({ levels: { init: 5, shuffle: 5 }, budget: 25 }).levels).toEqual([5, 5]);
  });
});
