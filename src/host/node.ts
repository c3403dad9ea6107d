/**
 * Node's own modules, where the host is Node. They are asked for when they are needed and imported nowhere, so that no
 * bundler of a page looks for them.
 */

/** All that the SDK asks for. */
interface Modules {
  "node:buffer": typeof import("node:buffer");
  "node:crypto": typeof import("node:crypto");
  "node:events": typeof import("node:events");
  "node:fs": typeof import("node:fs");
  "node:net": typeof import("node:net");
  "node:os": typeof import("node:os");
  "node:path": typeof import("node:path");
  "node:stream/web": typeof import("node:stream/web");
  "node:util": typeof import("node:util");
  "node:v8": typeof import("node:v8");
  "node:worker_threads": typeof import("node:worker_threads");
}

/** A module of Node; undefined in other hosts. */
export function nodeModule<Name extends keyof Modules>(name: Name): Modules[Name] | undefined {
  if (typeof process === "undefined") return undefined;
  return process.getBuiltinModule?.(name) as Modules[Name] | undefined;
}
