/**
 * The server of a queue, Redis or PostgreSQL, by its address. BullMQ speaks with both; it and their clients are loaded
 * when a queue is opened, and whoever opens none needs none of them.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { ConnectionOptions, Job, Processor, Queue, Worker, WorkerOptions } from "bullmq";
import * as v from "valibot";
import { because } from "../host/system-error.js";
import { unlessAborted } from "../host/unless-aborted.js";
import { shown, visible, wrongValue } from "../study/errors.js";
import { text } from "../study/fields.js";
import type { WorkData, WorkKind } from "./work-data.js";

export type WorkJob = Job<WorkData, unknown, WorkKind>;
export type WorkWorker = Worker<WorkData, unknown, WorkKind>;
export type WorkQueue = Queue<WorkData, unknown, WorkKind>;

export interface QueueServer {
  queue: WorkQueue;
  /**
   * What takes jobs as soon as its `run` is called, once the server answers it.
   * @param lost told that the server does not answer; it is asked again
   * @throws the signal's reason
   */
  worker(
    process: Processor<WorkData, unknown, WorkKind>,
    options: Omit<WorkerOptions, "connection">,
    lost: (error: Error) => void,
    signal: AbortSignal,
  ): Promise<WorkWorker>;
  bullmq: typeof import("bullmq");
  /** The address without its password, to be shown. */
  address: string;
}

const NAME = "a name without spaces and colons";

/** The schemes of addresses, and the package that speaks with each server. */
const CLIENTS: Record<string, "ioredis" | "pg"> = {
  "redis:": "ioredis",
  "rediss:": "ioredis",
  "postgres:": "pg",
  "postgresql:": "pg",
};

/** The name of a queue: BullMQ joins names by colons. */
export const QUEUE = v.pipe(
  text(NAME),
  v.check((name) => /^[^\s:]{1,100}$/.test(name), NAME),
);

export const ADDRESS = "redis://HOST:PORT or postgres://USER@HOST/DATABASE";

/** Whether a text begins as the address of such a server does. */
export function isQueueAddress(text: string): boolean {
  return Object.keys(CLIENTS).some((scheme) => text.startsWith(`${scheme}//`));
}

/** Milliseconds in which a server must answer when a queue is opened. Later it may be away for as long as it likes. */
const ANSWER = 10_000;
/** Milliseconds in which one that says that it is starting is waited for: after a fall it reads what it had. */
const STARTING = 300_000;
/** Milliseconds until one that did not answer is asked again. */
const AGAIN = 500;

/**
 * Opens the queue of a name.
 * @param path of the option that has the address
 * @param patience milliseconds in which a server may come up that does not answer yet
 * @throws InputError for an address that is none, a server that does not answer, and packages that are not installed
 */
export async function openServer(address: string, name: string, path: string, patience = 0): Promise<QueueServer> {
  const client = URL.canParse(address) ? CLIENTS[new URL(address).protocol] : undefined;
  if (client === undefined) throw wrongValue(path, ADDRESS, shown(address));
  const bullmq = await loaded(client, path);
  const place = withoutPassword(address);
  const connection = (client === "pg"
    ? { connectionString: address, migrate: true, Client: await heardClient() }
    : { url: address, maxRetriesPerRequest: null }) as unknown as ConnectionOptions;
  const backend = client === "pg" ? [bullmq.createPostgresBackend as never] : [];
  const queue = await opened(() => new bullmq.Queue(name, { connection }, ...(backend as [])), place, path, patience);
  return {
    queue,
    async worker(process, options, lost, signal) {
      for (; ; await unlessAborted(signal, pause(AGAIN))) {
        const all = { ...options, connection, autorun: false };
        const worker: WorkWorker = new bullmq.Worker(name, process, all, ...(backend as []));
        worker.on("error", lost);
        try {
          await unlessAborted(signal, worker.waitUntilReady());
          return worker;
        } catch (error) {
          // BullMQ keeps a first answer of PostgreSQL that was an error: it would take it again and again, without a
          // pause in which a timer could end that.
          void worker.close(true).catch(() => undefined);
          if (!signal.aborted) lost(error as Error);
        }
      }
    },
    bullmq,
    address: place,
  };
}

async function loaded(client: "ioredis" | "pg", path: string): Promise<typeof import("bullmq")> {
  try {
    const bullmq = await import("bullmq");
    await (client === "pg" ? import("pg") : import("ioredis"));
    return bullmq;
  } catch (cause) {
    if (!/MODULE_NOT_FOUND/.test(String((cause as { code?: unknown }).code))) throw cause;
    const remedy = `npm install bullmq ${client}`;
    throw wrongValue(
      path,
      `the packages bullmq and ${client}, which speak with it`,
      "one that is not installed",
      remedy,
      {
        cause,
      },
    );
  }
}

/**
 * PostgreSQL's client, whose errors are always heard. BullMQ takes one out of its pool without a listener when it starts,
 * and the error of a server that goes in that moment would end the process; whoever waits for an answer has it anyway.
 */
async function heardClient(): Promise<unknown> {
  const { Client } = (await import("pg")).default;
  return function heard(config: ConstructorParameters<typeof Client>[0]) {
    return new Client(config).on("error", () => undefined);
  };
}

/** The address as it may be shown. */
export function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (url.password !== "") url.password = "***";
  return url.href;
}

/** A queue whose server answers: a client would try for ever. */
async function opened(open: () => WorkQueue, place: string, path: string, patience: number): Promise<WorkQueue> {
  for (const begin = Date.now(); ; await pause(AGAIN)) {
    const queue = open();
    try {
      await answered(queue);
      return queue;
    } catch (cause) {
      void queue.close().catch(() => undefined);
      if (Date.now() < begin + (isStarting(cause) ? STARTING : patience)) continue;
      throw wrongValue(path, "a server that answers", shown(place), `${visible(because(cause))}.`, { cause });
    } finally {
      queue.removeAllListeners("error");
      queue.on("error", () => undefined);
    }
  }
}

/** Whether a server says that it is there and takes no questions yet: PostgreSQL's "cannot connect now", Redis' LOADING. */
function isStarting(cause: unknown): boolean {
  const { code, message } = cause as { code?: unknown; message?: unknown };
  return code === "57P03" || String(message).startsWith("LOADING");
}

async function answered(queue: WorkQueue): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<unknown>((resolve, reject) => {
      queue.on("error", reject);
      queue.waitUntilReady().then(resolve, reject);
      timer = setTimeout(() => reject(new Error(`it has said nothing for ${ANSWER / 1000} s`)), ANSWER);
    });
  } finally {
    clearTimeout(timer);
  }
}
