/** What a worker has done, as Prometheus reads it, without a server of a queue. */
import { expect, test } from "vitest";
import { metricsPlace, serveMetrics } from "../../src/queue/metrics.js";
import type { WorkQueue } from "../../src/queue/server.js";
import { openCounts, type WorkEvent } from "../../src/queue/work-event.js";
import { refusal } from "../refusal.js";

test("a port is one of this machine, a host is where it is served", () => {
  expect(metricsPlace("9464", "m")).toEqual({ host: "127.0.0.1", port: 9464 });
  expect(metricsPlace("0.0.0.0:1", "m")).toEqual({ host: "0.0.0.0", port: 1 });
  expect(metricsPlace("[::1]:65535", "m")).toEqual({ host: "::1", port: 65_535 });
  for (const text of ["", "x", "65536", "h:", ":1x"])
    expect(() => metricsPlace(text, "m")).toThrow(refusal("wrong-value", "m"));
});

test("events are counted with their seconds, and passed on", async () => {
  const events: WorkEvent[] = [];
  const { counted, tell } = openCounts((event) => events.push(event));
  tell("trained", "one", { folder: "f", part: "0-1", seconds: 1.5 });
  tell("trained", "two\n", { seconds: 2 });
  tell("failed", "three");
  expect(events[0]).toEqual({ kind: "trained", folder: "f", part: "0-1", seconds: 1.5, message: "one" });
  expect(events[1]!.message).not.toContain("\n");
  const queue = { exportPrometheusMetrics: async () => "queued 3" } as unknown as WorkQueue;
  const { address, close } = await serveMetrics({ host: "127.0.0.1", port: 0 }, queue, counted);
  try {
    const text = await (await fetch(address)).text();
    for (const line of [
      "doppelgrad_parts_trained_total 2",
      "doppelgrad_part_seconds_total 3.5",
      "doppelgrad_jobs_failed_total 1",
      "doppelgrad_parts_audited_total 0",
      "queued 3",
    ])
      expect(text.split("\n")).toContain(line);
    expect((await fetch(address, { method: "POST" })).status).toBe(404);
    const port = Number(new URL(address).port);
    await expect(serveMetrics({ host: "127.0.0.1", port }, queue, counted)).rejects.toThrow(
      refusal("wrong-value", "options.metrics"),
    );
  } finally {
    close();
  }
});
