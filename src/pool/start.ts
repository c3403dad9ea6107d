/**
 * The ways to start a worker, in Node and in browsers.
 */
// At once, not on demand: beside the trainer, of which it is a copy, it takes half of the compressed bytes.
import script from "../../build/worker.txt";
import { nodeModule } from "../host/node.js";
import type { WorkerLike } from "./port.js";

const threads = nodeModule("node:worker_threads");

/** In browsers the worker's script has no reference trainer: every page would load it, and hardly one would use it. */
export const REFERENCE_IN_WORKERS = Boolean(threads);

/** Whether a script can stand there. A page may leave the first part of an address out. */
export function isAddress(input: unknown): input is URL | string {
  const text: unknown = typeof input === "object" && input !== null ? (input as URL).href : input;
  if (typeof text !== "string") return false;
  try {
    return Boolean(threads ? new URL(text) : text);
  } catch {
    return false;
  }
}

/** A function that starts workers of the script at an address. */
export function workersAt(address: URL | string): () => WorkerLike {
  if (!threads) return () => new Worker(address, { type: "module" });
  const url = typeof address === "string" ? new URL(address) : address;
  return () => new threads.Worker(url);
}

/** The address of the script as a blob, once it is wanted. */
let blob: string | undefined;

/**
 * The ways to start a worker of one's own, to be tried in this order. Its script is part of this package, as a text, so
 * that it is there in every bundle; a page whose policy forbids workers out of a text can still have the file beside
 * this module.
 */
export function ownWorkers(): (() => WorkerLike)[] {
  if (threads) return [() => new threads.Worker(script, { eval: true })];
  return [
    () => new Worker((blob ??= URL.createObjectURL(new Blob([script], { type: "text/javascript" })))),
    () => new Worker(new URL("./doppelgrad-worker.js", import.meta.url), { type: "module" }),
  ];
}
