/** The replicas of a part as a table: what each drew, and what it left beside its arrays. */
import { contentOfPieces, inPieces } from "../exchange/content.js";
import { read as readParquet } from "../exchange/read-parquet.js";
import type { Cells } from "../exchange/write-csv.js";
import { type WrittenColumn, writeParquet } from "../exchange/write-parquet.js";
import { toHex } from "../host/sha256.js";
import type { TrainedReplica } from "../run/run.js";
import { FACTORS, isInStudy, levelsOf, seedOf } from "../study/levels.js";
import type { Study } from "../study/study.js";

/** What the table keeps of a replica. */
export interface ReplicaRow extends Omit<TrainedReplica, "parameters" | "diverged" | "segments"> {
  /** Its links (receipts.ts), where they are recorded. */
  receipts: readonly string[] | null;
}

export function writeReplicas(study: Study, rows: readonly ReplicaRow[]): Uint8Array {
  return writeParquet(replicaColumns(study, rows));
}

/** The columns by their names; those that nothing recorded are left out. */
export function replicaColumns(study: Study, rows: readonly ReplicaRow[]): Record<string, WrittenColumn> {
  const column = <Cell extends number | bigint | string | null>(
    type: WrittenColumn["type"],
    of: (row: ReplicaRow) => Cell,
  ): WrittenColumn => ({ type, cells: rows.map(of) });
  const drawn = FACTORS.filter((factor) => isInStudy(factor, study)).flatMap((factor) => [
    [`${factor}_seed`, column("INT64", () => BigInt(seedOf(study, factor)))] as const,
    [`${factor}_level`, column("INT32", ({ index }) => levelsOf(study, index)[factor])] as const,
  ]);
  const has = (field: "trail" | "epochs" | "curves" | "receipts") => rows.some((row) => row[field] !== null);
  return {
    replica: column("INT32", ({ index }) => index),
    ...Object.fromEntries(drawn),
    loss: column("DOUBLE", ({ loss }) => loss),
    fingerprint: column("STRING", ({ digest }) => toHex(digest)),
    ...(has("epochs") && {
      best_epoch: column("INT32", ({ epochs }) => epochs!.best),
      last_epoch: column("INT32", ({ epochs }) => epochs!.last),
    }),
    ...(has("trail") && { trail: column("STRING", ({ trail }) => trail!.join(" ")) }),
    ...(has("curves") && { curves: column("STRING", ({ curves }) => JSON.stringify(curves)) }),
    ...(has("receipts") && { receipts: column("STRING", ({ receipts }) => receipts!.join(" ")) }),
  };
}

/** Columns as text, for their digest: every number has the digits that give it back, bit for bit. */
export function canonicalText(columns: Readonly<Record<string, { cells: Cells }>>): string {
  const text = (cell: Cells[number]) => (Object.is(cell, -0) ? "-0" : String(cell));
  return JSON.stringify(Object.entries(columns).map(([name, { cells }]) => [name, Array.from(cells, text)]));
}

/**
 * @param rows how many there must be: a few bytes may stand for any number
 * @throws InputError for bytes that are no Parquet; Error for another number of rows
 */
export async function readReplicaColumns(
  source: string,
  bytes: Uint8Array<ArrayBuffer>,
  rows: number,
): Promise<Record<string, { cells: Cells }>> {
  const content = contentOfPieces(inPieces(bytes), source, async () => bytes.length);
  const { names, batches } = await readParquet(content);
  const cells = names.map(() => [] as Cells[number][]);
  let left = rows;
  for await (const { columns, numbers } of batches) {
    left -= numbers.length;
    if (left < 0) break;
    columns.forEach((column, c) => {
      for (const cell of Array.from(column)) cells[c]!.push(cell);
    });
  }
  if (left !== 0) throw new Error("another number of rows");
  return Object.fromEntries(names.map((name, c) => [name, { cells: cells[c]! }]));
}

/** Rows of columns that `replicaColumns` made. */
export function replicaRows(columns: Readonly<Record<string, { cells: Cells }>>): ReplicaRow[] {
  const { replica, loss, fingerprint, best_epoch, last_epoch, trail, curves, receipts } = columns;
  return Array.from(replica!.cells, (index, n) => ({
    index: Number(index),
    loss: Number(loss!.cells[n]),
    digest: fromHex(String(fingerprint!.cells[n])),
    trail: trail ? String(trail.cells[n]).split(" ") : null,
    epochs: best_epoch ? { best: Number(best_epoch.cells[n]), last: Number(last_epoch!.cells[n]) } : null,
    receipts: receipts ? String(receipts.cells[n]).split(" ").filter(Boolean) : null,
    curves: curves ? (JSON.parse(String(curves.cells[n])) as ReplicaRow["curves"]) : null,
  }));
}

function fromHex(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, n) => Number.parseInt(digits.slice(2 * n, 2 * n + 2), 16));
}
