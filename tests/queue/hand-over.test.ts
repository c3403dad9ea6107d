/** Engines and the options that each obeys; addresses of servers, and what of them is shown. */
import { expect, test } from "vitest";
import { engineOf } from "../../src/queue/hand-over.js";
import { isQueueAddress, withoutPassword } from "../../src/queue/server.js";
import { refusal } from "../refusal.js";

test("an engine is one of three, or a queue by its address", () => {
  for (const to of ["slurm", "kubernetes", "parallel"]) expect(engineOf({ to })).toBe(to);
  for (const to of ["redis://h", "rediss://h:1", "postgres://u@h/d", "postgresql://h"]) {
    expect(isQueueAddress(to)).toBe(true);
    expect(engineOf({ to })).toBe("queue");
  }
  for (const to of ["redis", "mysql://h", "xredis://h", undefined])
    expect(() => engineOf({ to })).toThrow(refusal(/^wrong-/, "options.to"));
});

test("options that an engine cannot obey are refused, others taken", () => {
  const redis = "redis://h";
  const wrong: [string, object][] = [
    ["tasks", { to: redis, tasks: 2 }],
    ["workers", { to: redis, workers: 2 }],
    ["pass", { to: "kubernetes", pass: ["-x"] }],
    ["program", { to: redis, program: ["x"] }],
    ["image", { to: "slurm", image: "i" }],
    ["claim", { to: "parallel", claim: "c" }],
    ["queue", { to: "slurm", queue: "q" }],
    ["audit", { to: "kubernetes", audit: 1 }],
  ];
  for (const [name, options] of wrong)
    expect(() => engineOf(options)).toThrow(refusal("misplaced-field", `options.${name}`));
  expect(engineOf({ to: redis, queue: "q", audit: "2%" })).toBe("queue");
  expect(engineOf({ to: redis, tasks: 2 }, ["tasks"])).toBe("queue");
  expect(engineOf({ to: "kubernetes", tasks: 2, workers: 0, image: "i", claim: "c" })).toBe("kubernetes");
});

test("no password is shown", () => {
  expect(withoutPassword("redis://me:secret@h:1/2")).toBe("redis://me:***@h:1/2");
  expect(withoutPassword("redis://h:1")).toBe("redis://h:1");
  expect(withoutPassword("no address")).toBe("no address");
});
