/**
 * What not every user of `run` needs, loaded at the first call.
 */
export type { Trainer, TrainerAnswers, TrainerOptions } from "./trainer.js";
export type { Claimed, Verification, VerifyOptions } from "./verify.js";

/**
 * Opens a trainer: it trains a study step by step, in the calling thread. Same bits as `run`.
 *
 *     const trainer = await openTrainer({ data: "xor", replicas: 4 });
 *     for await (const step of trainer) if (trainer.losses().every((loss) => loss < 0.1)) break;
 *
 * @param input the study, as `run` takes it; by default that of `run`
 * @param options `backend` alone; by default the fastest one
 * @returns the replicas at step 0
 * @throws InputError for a bad study or option
 */
export const openTrainer: typeof import("./trainer.js").openTrainer = async (...input) =>
  (await import("./trainer.js")).openTrainer(...input);

/**
 * Trains the study of a result again, with another backend than the one that made it, and compares every field except
 * the host. Of a result of earlier statistics it compares the bits and the values of the measures, but not their
 * intervals. No message quotes the content of a file.
 *
 * @param claimed the JSON of a run; it may come from a stranger
 * @param options the data file that it names, and how it is trained; by default with a backend other than the one that
 *   made it
 * @returns whether everything is the same, with what was compared, or where the first difference is
 * @throws InputError for what is no result: a field that is missing or unknown, another contract, newer
 *   statistics; for a data file that is missing or not needed; DivergedError where a replica leaves the finite
 *   numbers; the signal's reason
 */
export const verify: typeof import("./verify.js").verify = async (...input) =>
  (await import("./verify.js")).verify(...input);

/**
 * Checks which guarantees this host keeps: rounding, subnormals, NaN, and the bits of a tiny training by each backend.
 * @param options none yet; by default {}
 * @returns what the host is, and which backend `run` uses here and why
 * @throws InputError for an option
 */
export const host: typeof import("./host.js").host = async (...input) => (await import("./host.js")).host(...input);
