/**
 * What not every user of `run` needs, loaded when it is first wanted.
 */
export type { Trainer, TrainerOptions } from "./trainer.js";
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
 * Trains the study of a result again, with another backend than the one that made it, and compares every field but the
 * host. Of a result of earlier statistics it compares the bits and the values of the measures, and not their intervals.
 * The content of a file stands in no message.
 *
 * @param claimed the JSON of a run, from a stranger perhaps
 * @param options the CSV file that it names, and how it is trained; by default with another backend than made it
 * @returns whether everything is the same, what was compared, or where the first difference is
 * @throws InputError for what is no result: a field that is missing or unknown, another contract, newer
 *   statistics; for data that are not given, or given and not wanted; DivergedError where a replica leaves the finite
 *   numbers; the signal's reason
 */
export const verify: typeof import("./verify.js").verify = async (...input) =>
  (await import("./verify.js")).verify(...input);

/**
 * Asks this host what it can keep: rounding, subnormals, NaN, and the bits of a tiny training with each backend.
 * @param options none as yet; by default {}
 * @returns what the host is, which backend `run` uses here, and why
 * @throws InputError for an option
 */
export const host: typeof import("./host.js").host = async (...input) => (await import("./host.js")).host(...input);
