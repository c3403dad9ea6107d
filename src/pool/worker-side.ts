/**
 * The worker's own end, the same shape in Node and in browsers.
 */
import { nodeModule } from "../host/node.js";

const threads = nodeModule("node:worker_threads");

/** The worker's end: how it hears and speaks. */
export function workerSide<Hear, Say>(): {
  listen(onMessage: (message: Hear) => void): void;
  post(message: Say, transfer?: ArrayBufferLike[]): void;
} {
  if (threads) {
    const port = threads.parentPort!;
    return {
      listen: (onMessage) => port.on("message", onMessage),
      post: (message, transfer = []) => port.postMessage(message, transfer as ArrayBuffer[]),
    };
  }
  const scope = globalThis as unknown as {
    onmessage: unknown;
    postMessage(message: Say, transfer?: ArrayBufferLike[]): void;
  };
  return {
    listen: (onMessage) => (scope.onmessage = (event: { data: Hear }) => onMessage(event.data)),
    post: (message, transfer = []) => scope.postMessage(message, transfer),
  };
}
