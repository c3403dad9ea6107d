/**
 * A link as an address: page#1.<base64url of a checksum and the deflated JSON>. The fragment of an address is never
 * sent to a server.
 *
 * The checksum, 4 bytes of a SHA-256, is for damage on the way (a character lost or changed), not against forgery: a
 * forged link is found by training it.
 */

import { toBase64 } from "../host/base64.js";
import { joinedBytes } from "../host/joined.js";
import { sha256 } from "../host/sha256.js";
import { shown, wrongType, wrongValue } from "../study/errors.js";
import { CONTRACT_VERSION } from "../train/fingerprint.js";
import { checkedLink } from "./checked.js";
import type { Link } from "./link.js";

/** Characters of an address that browsers, chats and mail still carry whole. */
const MOST_CHARACTERS = 32000;
/** Bytes of the JSON, inflated. */
const MOST_BYTES = 1048576;
const CHECKSUM = 4;

/** The address of a link (`lazy.ts` says what it takes). One engine writes one link always alike. */
export async function writeLink(link: Link, page: string): Promise<string> {
  const address = pageOf(page);
  const text = new TextEncoder().encode(JSON.stringify(await checkedLink(link)));
  const packed = text.length > MOST_BYTES ? null : await through(text, new CompressionStream("deflate-raw"), Infinity);
  const length = packed ? address.length + 3 + Math.ceil(((CHECKSUM + packed.length) * 4) / 3) : Infinity;
  if (!packed || length > MOST_CHARACTERS) {
    const got = packed ? String(length) : `${text.length} bytes of JSON`;
    throw wrongValue(
      "link",
      `at most ${MOST_CHARACTERS} characters`,
      got,
      "Use fewer examples of your own, or share the result of a run instead.",
    );
  }
  return `${address}#${CONTRACT_VERSION}.${toBase64url(withChecksum(packed))}`;
}

/** The link in an address (`lazy.ts` says what it takes). Nothing but the fragment is looked at. */
export async function readLink(url: string): Promise<Link> {
  if (typeof url !== "string") throw wrongType("link", "an address", shown(url));
  if (url.length > MOST_CHARACTERS)
    throw wrongValue("link", `at most ${MOST_CHARACTERS} characters`, String(url.length));
  const fragment = url.includes("#") ? url.slice(url.indexOf("#") + 1) : "";
  const [, bits, body] = /^(\d{1,9})\.(.*)$/s.exec(fragment) ?? [];
  if (bits === undefined)
    throw wrongValue("link", `an address that ends in #${CONTRACT_VERSION}. and the link`, shown(url));
  if (bits !== String(CONTRACT_VERSION)) {
    throw wrongValue(
      "link",
      `${CONTRACT_VERSION} after the #, the contract of this version`,
      bits,
      "Open it with the version that made it.",
    );
  }
  return checkedLink(parsed(await inflated(fromBase64(body!))));
}

/** @throws InputError */
function pageOf(page: string): string {
  const what = "the address of a page, http, https or file";
  if (typeof page !== "string") throw wrongType("page", what, shown(page));
  const address = addressOf(page);
  if (!address || !/^(https?|file):$/.test(address.protocol)) throw wrongValue("page", what, shown(page));
  address.hash = "";
  return address.href;
}

function addressOf(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

const damaged = () =>
  wrongValue("link", "the characters as they were generated", "others, or not all of them", "Copy it again, whole.");

/** The deflated JSON behind its checksum. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) throw damaged();
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
    character.charCodeAt(0),
  );
  // The last character has bits that stand for nothing: they must be 0, and the checksum must fit, so that no other
  // text is this link.
  const packed = bytes.slice(CHECKSUM);
  if (toBase64url(withChecksum(packed)) !== text) throw damaged();
  return packed;
}

function toBase64url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function withChecksum(packed: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(CHECKSUM + packed.length);
  bytes.set(sha256(packed).subarray(0, CHECKSUM));
  bytes.set(packed, CHECKSUM);
  return bytes;
}

async function inflated(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  let bytes: Uint8Array | null;
  try {
    bytes = await inflate(packed);
  } catch {
    throw wrongValue("link", "deflated JSON", "bytes that cannot be inflated");
  }
  if (!bytes) throw wrongValue("link", `at most ${MOST_BYTES} bytes when inflated`, "more");
  // Some engines pass over what stands behind the end of the stream. A stream that needs its last byte has nothing
  // behind it.
  const needsLast = await inflate(packed.slice(0, -1)).then(
    () => false,
    () => true,
  );
  if (!needsLast) throw wrongValue("link", "deflated JSON and nothing after it", "more bytes");
  return bytes;
}

function inflate(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array | null> {
  return through(packed, new DecompressionStream("deflate-raw"), MOST_BYTES);
}

/** All bytes that come out of a stream into which these go, or null as soon as they are more than `most`. */
async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
  most: number,
): Promise<Uint8Array | null> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length;
    if (length > most) {
      // What is still inflating fails by being cancelled: nobody waits for it.
      reader.cancel().catch(() => undefined);
      return null;
    }
    pieces.push(next.value);
  }
  return joinedBytes(pieces);
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw wrongType("link", "deflated JSON", "text that is not JSON");
  }
}
