/**
 * The reader of what gzip has packed: a table of another form, unpacked piece by piece.
 */
import { wrongValue } from "../study/errors.js";
import { type Content, contentOfPieces } from "./content.js";
import { openTable } from "./open-table.js";
import type { Dialect, Table } from "./table.js";

/** Bytes that any file may become, and as many as each of its own beyond that. */
const FREE = 67108864;
const MOST_GROWN = 250;

export async function read({ source, pieces }: Content, dialect: Dialect): Promise<Table> {
  const table = await openTable(contentOfPieces(unpacked(pieces(), source), source), dialect, true);
  return { ...table, form: `${table.form}, gzip` };
}

async function* unpacked(pieces: AsyncIterable<Uint8Array>, source: string): AsyncGenerator<Uint8Array> {
  const all = pieces[Symbol.asyncIterator]();
  let [taken, given] = [0, 0];
  let failed: unknown;
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { value, done } = await all.next();
        if (done) return controller.close();
        taken += value.length;
        controller.enqueue(value as Uint8Array<ArrayBuffer>);
      } catch (cause) {
        failed = cause;
        controller.error(cause);
      }
    },
  });
  const reader = packed.pipeThrough(new DecompressionStream("gzip")).getReader();
  try {
    for (;;) {
      const { value, done } = await next();
      if (done) return;
      given += value.length;
      if (given > FREE + MOST_GROWN * taken) {
        const got = `${given} bytes of the first ${taken}`;
        throw wrongValue(source, `at most ${MOST_GROWN} bytes from a packed one`, got, "Unpack it first.");
      }
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
    await all.return?.();
  }

  async function next(): Promise<ReadableStreamReadResult<Uint8Array>> {
    try {
      return await reader.read();
    } catch (cause) {
      if (failed !== undefined) throw failed;
      throw wrongValue(source, "a whole file of gzip", "one that is cut or damaged", "", { cause });
    }
  }
}
