/**
 * What every host has but jsdom, in which Jest runs the tests of a page: there Node lends its own. The CommonJS build
 * for browsers takes these names from here (scripts/bundle.ts); in it Node's modules are asked for nowhere else.
 */
import { nodeModule } from "./node.js";

const util = nodeModule("node:util");
const streams = nodeModule("node:stream/web");

export const MessageChannel = globalThis.MessageChannel ?? nodeModule("node:worker_threads")?.MessageChannel;
export const TextEncoder = globalThis.TextEncoder ?? util?.TextEncoder;
export const TextDecoder = globalThis.TextDecoder ?? util?.TextDecoder;
export const CompressionStream = globalThis.CompressionStream ?? streams?.CompressionStream;
export const DecompressionStream = globalThis.DecompressionStream ?? streams?.DecompressionStream;
/** That of jsdom cannot be read as a stream. */
export const Blob =
  typeof globalThis.Blob?.prototype.stream === "function" ? globalThis.Blob : nodeModule("node:buffer")?.Blob;
