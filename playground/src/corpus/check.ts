/** The page's end of the corpus: a worker that lives as long as the check. */
import type { CorpusReport } from "./corpus.js";
import type { Said } from "./worker.js";

export function checkCorpus(onProgress: (progress: { done: number; total: number }) => void): Promise<CorpusReport> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  return new Promise<CorpusReport>((resolve, reject) => {
    worker.onmessage = ({ data: said }: MessageEvent<Said>) => {
      if ("progress" in said) onProgress(said.progress);
      else if ("report" in said) resolve(said.report);
      else reject(new Error(said.message));
    };
    worker.onerror = (event) => reject(new Error(event.message || "The worker of the corpus could not be loaded."));
  }).finally(() => worker.terminate());
}
