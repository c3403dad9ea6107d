/**
 * What the replicas of a result predict for its test examples, as a table that `compare` reads: a row an example of a
 * replica, by the id or the row of the file.
 */
import type { Predicted } from "../compare/input.js";
import { predictedByResult, RESULT_OF_RUN } from "../compare/result.js";
import { inFileUnits } from "../data/preprocessing.js";
import type { Cells } from "../exchange/write-csv.js";
import type { ParquetType } from "../exchange/write-parquet.js";
import { checkedClaim } from "../run/claimed.js";
import { type RetrainOptions, trainedAgain } from "../run/retrain.js";
import { fieldsOf } from "../study/fields.js";
import { type AnyResult, refuseReplica } from "./model.js";

/** Columns by their names. */
export type PredictionTable = Record<string, { type: ParquetType; cells: Cells }>;

/**
 * The table of a result; one without predictions is trained again.
 * @param only the index of the one replica that is wanted; null for all
 * @throws InputError for what is no result, for a replica that it has not, and for a data file that is missing; Error
 *   where training gives other bits
 */
export async function predictionTable(
  given: AnyResult,
  only: number | null,
  options: RetrainOptions,
): Promise<{ table: PredictionTable; retrained: boolean }> {
  const fields = fieldsOf(given, "result", RESULT_OF_RUN);
  const { parameters: _parameters, predictions, logits: _logits, examples: _examples, ...rest } = fields;
  const claim = checkedClaim(rest);
  refuseReplica(only, claim.replicas.length);
  const retrained = !predictions;
  const result = retrained ? (await trainedAgain(claim, { ...options, predictions: true })).result : given;
  return { table: tableOf(predictedByResult(result, "result"), only), retrained };
}

/** Values are in the units of the file. */
function tableOf(predicted: Predicted, only: number | null): PredictionTable {
  const { predictions: p, labels, ids, groups, rows, classNames, task, target } = predicted;
  const indices = only === null ? Array.from({ length: p.replicas }, (_, r) => r) : [only];
  const each = <T>(of: (r: number, n: number) => T): T[] =>
    indices.flatMap((r) => Array.from({ length: p.examples }, (_, n) => of(r, n)));
  const isSingle = labels?.length === p.examples;
  const label = (n: number): string | number =>
    task === "regression" ? inFileUnits(labels![n]!, target) : (classNames?.[labels![n]!] ?? labels![n]!);
  const isText = task !== "regression" && classNames !== null;
  const number = target ? "DOUBLE" : "FLOAT";
  const columns = Array.from({ length: p.columns }, (_, c) => [
    columnName(predicted, c),
    { type: number, cells: each((r, n) => inFileUnits(p.values[(r * p.examples + n) * p.columns + c]!, target)) },
  ]);
  return {
    model: { type: "INT32", cells: each((r) => r) },
    ...(ids
      ? { id: { type: "STRING", cells: each((_, n) => String(ids[n])) } }
      : { row: { type: "INT32", cells: each((_, n) => rows?.[n] ?? n) } }),
    ...(groups && { group: { type: "STRING", cells: each((_, n) => String(groups[n])) } }),
    ...(isSingle && { label: { type: isText ? "STRING" : number, cells: each((_, n) => label(n)) } }),
    ...Object.fromEntries(columns),
  };
}

/** `p_yes`, of the class whose probability it is; `value` of a regression. */
function columnName({ task, predictions: { columns, kind }, classNames }: Predicted, c: number): string {
  if (task === "regression") return columns === 1 ? "value" : `value_${c}`;
  const of = columns === 1 ? 1 : c;
  return `${kind === "value" ? "value" : "p"}_${classNames?.[of] ?? of}`;
}
