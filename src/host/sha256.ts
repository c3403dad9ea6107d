/**
 * SHA-256: Node's own where there is one, ten times as fast, and that of @noble/hashes in every other host, where
 * nothing else hashes at once (`crypto.subtle` answers later, and not at all to a page of plain http).
 */
import { sha256 as portable } from "@noble/hashes/sha2";
import { nodeModule } from "./node.js";

export interface Hash {
  update(bytes: Uint8Array): Hash;
  /** 32 bytes, once. */
  digest(): Uint8Array;
}

const nodeCrypto = nodeModule("node:crypto");

export function openHash(): Hash {
  if (!nodeCrypto) return portable.create();
  const hash = nodeCrypto.createHash("sha256");
  return {
    update(bytes) {
      hash.update(bytes);
      return this;
    },
    digest: () => new Uint8Array(hash.digest()),
  };
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return openHash().update(bytes).digest();
}

/** Two digits a byte, in lower case. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += (byte + 256).toString(16).slice(1);
  return text;
}
