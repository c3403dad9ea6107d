import { appendFileSync } from "node:fs";
import type { TestContext } from "vitest";

/**
 * Ends the running test as one that this machine cannot run, because an engine is not installed.
 * `npm test` lists it, and takes it for a failure where everything is expected to be there (DOPPELGRAD_STRICT=1).
 * @param what the engine and what it would have shown, as in "chromium: the report in a browser"
 */
export function notRun(context: TestContext, what: string): never {
  const list = process.env.DOPPELGRAD_NOT_RUN;
  if (list) appendFileSync(list, `${what}\n`);
  return context.skip(what);
}
