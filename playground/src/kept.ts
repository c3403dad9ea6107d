/**
 * Data that no address should hold, for as long as the tab is open: files, which nobody means to send when copying an
 * address, and what is too long.
 */
import type { StudyInput } from "doppelgrad";
import { fileContent } from "./code.js";

type Data = NonNullable<StudyInput["data"]>;
/** What is kept: fields of the data, and the name of the file. */
export interface Kept {
  fields: Record<string, unknown>;
  name: string | null;
}

/** Characters of the data in an address; a longer address is cut by programs that carry it. */
const MOST = 24_000;
const PREFIX = "doppelgrad data ";

/** The key of data that are kept, or null where the browser did not take them. */
const keys = new WeakMap<object, string | null>();

/** The data as an address has them, and what stays in the tab; null where nothing has to. */
export function apartFrom(data: StudyInput["data"]): { data: Data; fields: Kept["fields"] } | null {
  if (typeof data !== "object" || data === null) return null;
  const { text, bytes, ...rest } = data as Record<string, unknown>;
  if (fileContent({ data }) !== null)
    return {
      data: rest as Data,
      fields: { ...(text !== undefined && { text }), ...(bytes !== undefined && { bytes }) },
    };
  if (JSON.stringify(data).length <= MOST) return null;
  const { name, ...fields } = data as Record<string, unknown>;
  return { data: { name } as Data, fields };
}

/** Keeps what belongs to these data, once. @returns its key, or null where the browser does not take so much */
export function keep(data: object, kept: Kept): string | null {
  const known = keys.get(data);
  if (known !== undefined) return known;
  const key = Date.now().toString(36);
  const text = JSON.stringify(kept);
  const stored = store(key, text) || (forgetAll() && store(key, text));
  keys.set(data, stored ? key : null);
  return stored ? key : null;
}

/** @returns null where it is not in this tab */
export function keptUnder(key: string | null): Kept | null {
  try {
    const text = key && sessionStorage.getItem(PREFIX + key);
    return text ? (JSON.parse(text) as Kept) : null;
  } catch {
    return null;
  }
}

/** Says that data which came from the tab are there already. */
export function isKept(data: object, key: string): void {
  keys.set(data, key);
}

function store(key: string, text: string): boolean {
  try {
    sessionStorage.setItem(PREFIX + key, text);
    return true;
  } catch {
    return false;
  }
}

/** Makes room: what was kept for earlier data. */
function forgetAll(): boolean {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
    return true;
  } catch {
    return false;
  }
}
