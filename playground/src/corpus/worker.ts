/** Runs the corpus once, beside the page. */
import { runCorpus, type CorpusReport } from "./corpus.js";

export type Said = { progress: { done: number; total: number } } | { report: CorpusReport } | { message: string };

const say = (said: Said): void => postMessage(said);

runCorpus((progress) => say({ progress })).then(
  (report) => say({ report }),
  (error: Error) => say({ message: error.message }),
);
