/**
 * The reader of .npy: one array of numbers, whose columns are named by their indices; or two, saved one after the other
 * into one file, of which the second is the label of each row. Written from NumPy's description of the format (NEP 1,
 * versions 1 to 3).
 */
import { shown, wrongValue } from "../study/errors.js";
import { LARGEST } from "../study/plan.js";
import type { Content } from "./content.js";
import { halfFloat } from "./half-float.js";
import type { StoredArray } from "./named-array.js";
import { type Batch, checkSize, type Table, type TableCell } from "./table.js";

/** Values of a batch. */
const PIECE = 1 << 18;
const MAGIC = "\x93NUMPY";
/** Bytes of a header, which for one array of numbers has about a hundred. */
const MOST_HEADER = 65536;

/** How a value is read, by its kind and its bytes. */
const READ: Record<string, (view: DataView, at: number, isLittle: boolean) => number | bigint> = {
  b1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  i2: (view, at, isLittle) => view.getInt16(at, isLittle),
  i4: (view, at, isLittle) => view.getInt32(at, isLittle),
  i8: (view, at, isLittle) => view.getBigInt64(at, isLittle),
  u1: (view, at) => view.getUint8(at),
  u2: (view, at, isLittle) => view.getUint16(at, isLittle),
  u4: (view, at, isLittle) => view.getUint32(at, isLittle),
  u8: (view, at, isLittle) => view.getBigUint64(at, isLittle),
  f2: (view, at, isLittle) => halfFloat(view.getUint16(at, isLittle)),
  f4: (view, at, isLittle) => view.getFloat32(at, isLittle),
  f8: (view, at, isLittle) => view.getFloat64(at, isLittle),
};

interface Numbers {
  shape: number[];
  rows: number;
  width: number;
  value(row: number, column: number): TableCell;
  /** Where the file goes on. */
  end: number;
}

export async function read({ source, bytes }: Content): Promise<Table> {
  const view = new DataView((await bytes()).buffer);
  const { rows, width, value, end } = arrayAt(view, 0, source);
  checkSize(source, rows, width, view.byteLength);
  const columns = Array.from({ length: width }, (_, column) => (row: number) => value(row, column));
  const names = columns.map((_, column) => String(column));
  let rest = view.byteLength - end;
  if (rest > 0) {
    const labels = arrayAt(view, end, source);
    if (labels.rows !== rows || labels.width !== 1) {
      const what = `a second array of ${rows} labels, one for each row of the first`;
      throw wrongValue(source, what, `${labels.rows} rows of ${labels.width}`);
    }
    columns.push((row) => labels.value(row, 0));
    names.push("label");
    rest = view.byteLength - labels.end;
  }
  if (rest > 0) throw wrongValue(source, "one array, or two", `${rest} more bytes`);
  return { source, unit: "row index", names, batches: batches() };

  function* batches(): Generator<Batch> {
    const most = Math.max(1, Math.floor(PIECE / columns.length));
    for (let first = 0; first < rows; first += most) {
      const numbers = Array.from({ length: Math.min(most, rows - first) }, (_, n) => first + n);
      yield { numbers, columns: columns.map((valueAt) => numbers.map(valueAt)) };
    }
  }
}

/** Characters of a shape in a message. */
const MOST_SHOWN = 100;
const DIMENSIONS = ["one", "two", "three"];

/**
 * The array whose header begins there. Behind its rows, all further dimensions are one: columns in row-major order.
 * @param most how many dimensions it may have, up to three
 * @throws InputError for what is none of so many dimensions
 */
export function arrayAt(view: DataView, start: number, source: string, most = 2): Numbers {
  const { header, data } = headerAt(view, start, source);
  const field = (form: RegExp) => form.exec(header)?.[1];
  const [order, shape] = [field(/'fortran_order': (True|False)/), field(/'shape': \(([\d, ]*)\)/)];
  if (order === undefined || shape === undefined)
    throw wrongValue(source, "a header with fortran_order and shape", shown(header.trim()));
  const type = field(/'descr': '([<>|=]?\w+)'/) ?? "records";
  const valueAt = Object.hasOwn(READ, type.slice(1)) ? READ[type.slice(1)] : undefined;
  if (!valueAt)
    throw wrongValue(source, "numbers or booleans of 1 to 8 bytes", `an array of ${type}`, "Convert it with astype.");
  const shownShape = shape.length > MOST_SHOWN ? `${shape.slice(0, MOST_SHOWN)}...` : shape;
  const sizes = shape.split(",").filter((size) => size.trim() !== "");
  if (sizes.length < 1 || sizes.length > most)
    throw wrongValue(
      source,
      `an array of ${DIMENSIONS.slice(0, most).join(" or ")} dimensions`,
      `shape (${shownShape})`,
    );
  const [rows, ...inner] = sizes.map(Number) as [number, ...number[]];
  const width = inner.reduce((product, each) => product * each, 1);
  // Sizes without end times none are no number.
  if (!(rows * width <= LARGEST))
    throw wrongValue(source, `rows times columns of at most ${LARGEST}`, `shape (${shownShape})`);
  const size = Number(type[2]);
  const end = data + rows * width * size;
  if (end > view.byteLength) {
    const what = `${end - data} bytes of numbers for shape (${shownShape})`;
    throw wrongValue(source, what, `${view.byteLength - data}, the end of the file`);
  }
  const [, depth = 1] = inner;
  // In Fortran's order the first dimension runs fastest, the last slowest.
  const place =
    order === "True"
      ? (row: number, column: number) => row + rows * (Math.floor(column / depth) + (inner[0] ?? 1) * (column % depth))
      : (row: number, column: number) => row * width + column;
  const value = (row: number, column: number) => valueAt(view, data + place(row, column) * size, type[0] !== ">");
  return { shape: sizes.map(Number), rows, width, value, end };
}

/** The one array of a file. */
export function storedArray(bytes: Uint8Array, source: string, most: number): Omit<StoredArray, "name"> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { shape, width, value, end } = arrayAt(view, 0, source, most);
  if (end !== view.byteLength) throw wrongValue(source, "one array", `${view.byteLength - end} more bytes`);
  return { shape, valueAt: (n) => Number(value(Math.floor(n / width), n % width)) };
}

/** The header that begins there, and where its numbers do. */
function headerAt(view: DataView, start: number, source: string): { header: string; data: number } {
  const text = (from: number, length: number, encoding: string) =>
    new TextDecoder(encoding).decode(
      new Uint8Array(view.buffer, view.byteOffset, view.byteLength).subarray(from, from + length),
    );
  if (text(start, 6, "latin1") !== new TextDecoder("latin1").decode(Uint8Array.from(MAGIC, (c) => c.charCodeAt(0))))
    throw wrongValue(source, "an array as numpy.save writes it", "other bytes");
  const rest = view.byteLength - start;
  const version = rest > 6 ? view.getUint8(start + 6) : 0;
  if (version < 1 || version > 3) throw wrongValue(source, "version 1, 2 or 3 of .npy", String(version));
  const lead = version === 1 ? 10 : 12;
  const length = rest < lead ? rest : version === 1 ? view.getUint16(start + 8, true) : view.getUint32(start + 8, true);
  if (length > MOST_HEADER) throw wrongValue(source, `a header of at most ${MOST_HEADER} bytes`, String(length));
  if (lead + length > rest) throw wrongValue(source, "a whole header", "the end of the file");
  return { header: text(start + lead, length, version === 3 ? "utf-8" : "latin1"), data: start + lead + length };
}
