/** The browsers of the matrix on a folder of files. */
import type { TestContext } from "vitest";
import { notRun } from "../not-run.js";

interface Browser {
  name: string;
  find(): object;
}
const { browsers: found, Missing } = (await import("./engines.mjs" as string)) as {
  browsers: readonly Browser[];
  Missing: new () => Error;
};
const { runInPage } = (await import("./launch.mjs" as string)) as {
  runInPage(browser: object, scriptFor: (report: string) => Promise<string>, folder: string): Promise<string>;
};

export const browsers = found;

/**
 * Opens the index.html of a folder in a browser, with a script that comes before any other.
 * @param what the browser would have shown, for where it is not installed
 * @param scriptFor the script that calls this function with a line of JSON
 * @returns what that line says
 */
export async function answerOf<Answer>(
  context: TestContext,
  { name, find }: Browser,
  what: string,
  folder: string,
  scriptFor: (report: string) => string,
): Promise<Answer> {
  let browser: object;
  try {
    browser = find();
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    notRun(context, `${name}: ${what}`);
  }
  return JSON.parse(await runInPage(browser, async (report) => scriptFor(report), folder)) as Answer;
}
