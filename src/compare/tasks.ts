/** What predictions can be. */
import { TASKS } from "../data/tasks.js";
import type { Task } from "../study/study.js";

/** What predictions are: those of a study, or several labels an example, each with a probability of its own. */
export type PredictionTask = Task | "multilabel";

export const PREDICTION_TASKS: readonly PredictionTask[] = [...TASKS, "multilabel"];
