/**
 * The files in a zip. fflate unpacks; sizes and checksums are looked at here, for a damaged file must not become other
 * numbers, nor gigabytes.
 */
import { type UnzipFileInfo, unzipSync } from "fflate/browser";
import { shown, wrongType, wrongValue } from "../study/errors.js";

/** Bytes of all files together: so many in any zip, and as many as each of its bytes beyond that, but never more. */
const FREE = 67108864;
const MOST_GROWN = 250;
const MOST_BYTES = 1073741824;
/** Of an entry in the directory at the end of a zip (APPNOTE 4.3.12). */
const ENTRY = { mark: 0x02014b50, checksum: 16, name: 28, extra: 30, comment: 32, length: 46 };
/** Of the record behind it (APPNOTE 4.3.16). */
const END = { mark: 0x06054b50, length: 22, count: 10, directory: 16 };

/** @throws InputError for what is no whole zip, and for one that grows too much */
export function unzipped(bytes: Uint8Array, source: string): Map<string, Uint8Array> {
  const most = Math.min(MOST_BYTES, FREE + MOST_GROWN * bytes.length);
  let left = most;
  let grown: string | null = null;
  const fits = ({ name, originalSize }: UnzipFileInfo): boolean => {
    left -= originalSize;
    if (left < 0) grown ??= name;
    return grown === null;
  };
  const damaged = (cause?: unknown) => wrongType(source, "a whole zip", "one that is cut or damaged", "", { cause });
  let files: Map<string, Uint8Array>;
  let checksums: number[];
  try {
    files = new Map(Object.entries(unzipSync(bytes, { filter: fits })));
    checksums = checksumsIn(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (cause) {
    throw damaged(cause);
  }
  if (grown !== null) throw wrongValue(source, `files of at most ${most} bytes`, `more, with ${shown(grown)}`);
  // A directory may name a file twice; then the last one counts, and no checksum is its own.
  if (checksums.length !== files.size) throw damaged();
  for (const [n, content] of [...files.values()].entries()) if (checksum(content) !== checksums[n]) throw damaged();
  return files;
}

/** The checksums of all files, in their order. */
function checksumsIn(view: DataView): number[] {
  let end = view.byteLength - END.length;
  while (view.getUint32(end, true) !== END.mark) end--;
  const count = view.getUint16(end + END.count, true);
  let at = view.getUint32(end + END.directory, true);
  return Array.from({ length: count }, () => {
    if (view.getUint32(at, true) !== ENTRY.mark) throw new Error("no entry");
    const found = view.getUint32(at + ENTRY.checksum, true);
    const lengths = [ENTRY.name, ENTRY.extra, ENTRY.comment].map((field) => view.getUint16(at + field, true));
    at += lengths.reduce((sum, length) => sum + length, ENTRY.length);
    return found;
  });
}

/** CRC-32 of the polynomial 0xedb88320, as in a zip. */
function checksum(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

const TABLE = Int32Array.from({ length: 256 }, (_, n) => {
  let crc = n;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
