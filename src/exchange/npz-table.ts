/**
 * A table of arrays: one of two dimensions, whose columns are named by their indices, and columns by the names of their
 * arrays; labels come last.
 */
import { shown, wrongValue } from "../study/errors.js";
import { arrayAt } from "./read-npy.js";
import { type Batch, checkSize, type Table, type TableCell } from "./table.js";

/** Values of a batch. */
const PIECE = 1 << 18;
const LABEL = /^(y|labels?|targets?|class(es)?)(_|$)/i;

interface TableColumn {
  name: string;
  valueAt: (row: number) => TableCell;
}

/** @param files .npy by the name of the array */
export function arraysTable(files: ReadonlyMap<string, Uint8Array>, source: string): Table {
  const arrays = [...files].map(([name, bytes]) => {
    const place = `${source}, array ${shown(name)}`;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const array = arrayAt(view, 0, place);
    if (array.end !== view.byteLength)
      throw wrongValue(place, "one array", `${view.byteLength - array.end} more bytes`);
    return { name, ...array };
  });
  const { rows } = arrays[0]!;
  const shapes = arrays.map(({ name, shape }) => `${name} (${shape.join(", ")})`).join(", ");
  const isAlike = arrays.every((array) => array.rows === rows);
  if (!isAlike || arrays.filter(({ width }) => width !== 1).length > 1) {
    const what = isAlike
      ? "one array of several columns, and labels"
      : "arrays with the same number of rows, one for each example";
    throw wrongValue(source, what, shapes, "Save the arrays of the table by themselves, such as x and y.");
  }
  const ordered = [...arrays].sort((a, b) => Number(LABEL.test(a.name)) - Number(LABEL.test(b.name)));
  const columns = ordered.flatMap(({ name, width, value }): TableColumn[] =>
    Array.from({ length: width }, (_, k) => ({
      name: width === 1 ? name : String(k),
      valueAt: (row: number) => value(row, k),
    })),
  );
  checkSize(
    source,
    rows,
    columns.length,
    arrays.reduce((sum, { end }) => sum + end, 0),
  );
  const names = columns.map(({ name }) => name);
  const before = new Set<string>();
  const twice = names.find((name) => before.size === before.add(name).size);
  if (twice !== undefined) throw wrongValue(source, "a different name for each column", `${shown(twice)} twice`);
  const form = `.npz (${arrays.map(({ name }) => name).join(", ")})`;
  return { source, unit: "row index", form, names, batches: batches() };

  function* batches(): Generator<Batch> {
    const most = Math.max(1, Math.floor(PIECE / columns.length));
    for (let first = 0; first < rows; first += most) {
      const numbers = Array.from({ length: Math.min(most, rows - first) }, (_, n) => first + n);
      yield { numbers, columns: columns.map(({ valueAt }) => numbers.map(valueAt)) };
    }
  }
}
