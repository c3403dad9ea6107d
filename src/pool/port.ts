/**
 * The pool's end of a worker, the same shape in Node and in browsers.
 */
import { hasMethods } from "../study/options.js";

/** A worker as the pool sees it. */
export interface Port<Say, Hear> {
  post(message: Say): void;
  /** Called for each message, and once for an error, after which the worker is of no more use. */
  listen(onMessage: (message: Hear) => void, onError: (error: Error) => void): void;
  close(): Promise<void>;
}

/** A browser's Worker, or Node's (which has `on`); `worker` in the options may make one of either kind. */
export interface WorkerLike {
  /**
   * Sends it a message.
   * @param message plain data: an order, or what to forget
   * @throws the host's own error for what cannot be cloned
   */
  postMessage(message: unknown): void;
  /**
   * Ends it.
   * @returns anything: a promise is waited for
   */
  terminate(): unknown;
  /** How a browser's worker is listened to. */
  addEventListener?: unknown;
  /** How Node's is. */
  on?: unknown;
}

type Listen = (type: string, listener: (value: never) => void) => void;

/** Whether something has what a pool needs of a worker. */
export function isWorker(input: unknown): input is WorkerLike {
  return (
    hasMethods(input, "postMessage", "terminate") && (hasMethods(input, "on") || hasMethods(input, "addEventListener"))
  );
}

/** The pool's end of a worker. */
export function portOf<Say, Hear>(worker: WorkerLike): Port<Say, Hear> {
  return {
    post: (message) => worker.postMessage(message),
    listen(onMessage, onError) {
      if (typeof worker.on === "function") {
        const on: Listen = worker.on.bind(worker);
        on("message", onMessage);
        on("error", onError);
        on("messageerror", onError);
        on("exit", () => onError(new Error("a worker ended before its work was done")));
      } else {
        const on: Listen = (worker.addEventListener as Listen).bind(worker);
        on("message", (event: { data: Hear }) => onMessage(event.data));
        on("error", (event: ErrorEvent) => {
          // Heard here, it is no error of the page.
          event.preventDefault();
          onError(new Error(event.message || "the worker could not be started"));
        });
        on("messageerror", () => onError(new Error("a worker sent an unreadable message")));
      }
    },
    close: async () => void (await worker.terminate()),
  };
}
