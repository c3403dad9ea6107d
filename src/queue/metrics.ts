/** What a worker has done and what is queued, as Prometheus reads it: GET /metrics. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { because } from "../host/system-error.js";
import { shown, wrongValue } from "../study/errors.js";
import type { WorkQueue } from "./server.js";
import type { EventCounts, WorkEvent } from "./work-event.js";

/** Name -> its help, and the event that it counts. */
const COUNTERS: Record<string, readonly [help: string, kind: WorkEvent["kind"], field: "count" | "seconds"]> = {
  doppelgrad_parts_trained_total: ["Parts that this worker has trained", "trained", "count"],
  doppelgrad_part_seconds_total: ["Seconds from taking a part to its end, of all parts", "trained", "seconds"],
  doppelgrad_parts_audited_total: ["Parts that it has trained once more, with the same bytes", "audited", "count"],
  doppelgrad_studies_finished_total: ["Studies that it has measured", "finished", "count"],
  doppelgrad_jobs_failed_total: ["Jobs that have failed here", "failed", "count"],
  doppelgrad_server_lost_total: ["Times that the server did not answer", "lost", "count"],
};

/** Milliseconds in which the server of the queue must answer: without it the worker's own numbers are told. */
const ANSWER = 2000;

/** Where the metrics are served. */
export interface MetricsPlace {
  host: string;
  port: number;
}

/**
 * @param text "9464", which only this machine reaches, or "0.0.0.0:9464"
 * @throws InputError for anything else
 */
export function metricsPlace(text: string, path: string): MetricsPlace {
  const [, host = "127.0.0.1", port] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535) throw wrongValue(path, "PORT or HOST:PORT", shown(text));
  return { host: host.replace(/^\[(.*)\]$/, "$1"), port: Number(port) };
}

/**
 * Serves them from now on.
 * @returns the address, and what ends it
 * @throws InputError for a port that is taken
 */
export async function serveMetrics(
  { host, port }: MetricsPlace,
  queue: WorkQueue,
  counted: EventCounts,
): Promise<{ address: string; close(): void }> {
  const server = createServer(async ({ url, method }, response) => {
    if (method !== "GET" || new URL(url!, "http://localhost").pathname !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    const queued = await Promise.race([queue.exportPrometheusMetrics().catch(() => ""), pause(ANSWER, "")]);
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
    response.end([...linesOf(counted), queued, ""].join("\n"));
  });
  const bound = await listening(server, host, port);
  const shownHost = bound.family === "IPv6" ? `[${bound.address}]` : bound.address;
  return {
    address: `http://${shownHost}:${bound.port}/metrics`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listening(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) =>
      reject(
        wrongValue("options.metrics", "an address that is free", shown(`${host}:${port}`), `${because(cause)}.`, {
          cause,
        }),
      ),
    );
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}

function linesOf(counted: EventCounts): string[] {
  return Object.entries(COUNTERS).flatMap(([name, [help, kind, field]]) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} counter`,
    `${name} ${counted[kind][field]}`,
  ]);
}
