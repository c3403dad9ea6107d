/** A whole training with its loss curves: what early stopping does, which no trainer of single steps can do. */
import { type Curves, type Epochs, run, type StudyInput } from "doppelgrad";

export interface EpochReport {
  /** Of each replica: mean losses before the first step and after each epoch that it trained. */
  curves: Curves[];
  /** Of each replica: its best epoch and its last; null without early stopping. */
  epochs: Epochs[] | null;
  /** On the test set, with the weights that are kept; null for one replica. */
  predictionDifference: number | null;
}

export async function trainEpochs(
  study: StudyInput,
  onProgress: (progress: { done: number; total: number }) => void,
): Promise<EpochReport> {
  const { replicas, measures } = await run(study, { curves: true, workers: 0, onProgress });
  return {
    curves: replicas.map(({ curves }) => curves!),
    epochs: study.earlyStopping ? replicas.map(({ epochs }) => epochs!) : null,
    predictionDifference: measures.predictionDifference.value,
  };
}
