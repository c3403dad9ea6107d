/**
 * Ctrl-C (SIGINT), SIGTERM and SIGHUP: the first one ends the work in good order, the second one the process at once.
 */
import { constants } from "node:os";

const controller = new AbortController();

/** Aborted by the first signal; its reason is the error with which the work ends. */
export const interrupted: AbortSignal = controller.signal;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
let code = 0;

/**
 * What the shell gives a process that a signal has ended: 130 for SIGINT, 143 for SIGTERM, 129 for SIGHUP; 0 before
 * there was one.
 */
export function interruptedCode(): number {
  return code;
}

/** Listens from now on. What must be undone at the second signal listens to the process's "exit". */
export function listenToSignals(): void {
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      code = 128 + constants.signals[signal];
      if (!interrupted.aborted) return controller.abort(new Error("interrupted"));
      // The progress bar had hidden the cursor.
      if (process.stderr.isTTY) process.stderr.write("\u001b[?25h\u001b[?7h\n");
      process.exit(code);
    });
  }
}
