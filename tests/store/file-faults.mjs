/**
 * Faults of a file system, without a hook in what is tested: every operation of node:fs and node:fs/promises on what is
 * in some folder is told before it is done, and may fail, be done by half, or be the last of the process.
 *
 * `node --import file-faults.mjs` does so by the variable FILE_FAULTS, JSON of { under, at, fault, lasts, log, clock }:
 * operation number `at` of those that change something (from 1 on), or with `lasts` all from then on, meets the
 * `fault`: "kill", "half" (half of the bytes are written, then it is killed), or a code such as "ENOSPC". `reads` counts
 * those that read instead. `log` is a file for the names of all operations. `clock` adds milliseconds to the time of
 * day and to the times of files.
 */
import fs, { appendFileSync } from "node:fs";
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { constants } from "node:os";
import { resolve, sep } from "node:path";
import { isMainThread } from "node:worker_threads";

/** Functions with a path, and whether they change something. */
const PATHS = {
  mkdir: true,
  open: true,
  rename: true,
  rm: true,
  rmdir: true,
  unlink: true,
  writeFile: true,
  access: false,
  readFile: false,
  readdir: false,
  stat: false,
};
const SYNC = { rmSync: true, rmdirSync: true, openSync: false };
const HANDLE = {
  write: true,
  writeFile: true,
  appendFile: true,
  sync: true,
  close: true,
  read: false,
  readFile: false,
};
const DESCRIPTOR = { readSync: false, closeSync: false };

/**
 * @param {string} under the folder; that of the folder itself is told, too
 * @param {{ before?: (operation: Operation) => Fault | undefined; after?: (operation: Operation) => void }} watch
 * @returns {() => void} ends it
 */
export function watchFiles(under, { before, after }) {
  const root = resolve(under);
  const isInside = (path) => typeof path === "string" && `${resolve(path)}${sep}`.startsWith(root + sep);
  const undo = [];
  const descriptors = new Map();

  const put = (object, name, replacement) => {
    const original = object[name];
    object[name] = replacement(original);
    undo.push(() => {
      object[name] = original;
    });
  };

  /** Whether an open file may be written. */
  const changes = (name, args, isChange) => (/^open/.test(name) ? /[wa+]/.test(String(args[1] ?? "r")) : isChange);

  function told(name, path, args, isChange, half) {
    const operation = { name, path: resolve(path), to: name === "rename" ? resolve(args[1]) : null, isChange, args };
    const fault = before?.(operation);
    if (fault === "half") half?.();
    if (fault === "kill" || fault === "half") process.kill(process.pid, "SIGKILL");
    else if (fault) throw systemError(fault, name, path);
    return operation;
  }

  for (const [name, isChange] of Object.entries(PATHS))
    put(promises, name, (original) => async (path, ...rest) => {
      if (!isInside(path)) return original(path, ...rest);
      const operation = told(name, path, [path, ...rest], changes(name, [path, ...rest], isChange));
      const result = await original(path, ...rest);
      if (name === "open") watchHandle(result, resolve(path), operation.isChange);
      after?.(operation);
      return result;
    });

  function watchHandle(handle, path, isWritten) {
    for (const [name, isChange] of Object.entries(HANDLE)) {
      const original = handle[name].bind(handle);
      handle[name] = async (...args) => {
        const half = () => {
          const bytes = Buffer.from(args[0]);
          fs.writeSync(handle.fd, bytes, 0, bytes.length >> 1);
        };
        const isWrite = name === "writeFile" || name === "write";
        const tell = () =>
          told(name, path, args, isChange && (isWritten || name === "sync"), isWrite ? half : undefined);
        // A close that fails has closed it all the same.
        const first = name === "close" ? await original() : undefined;
        const operation = tell();
        const result = name === "close" ? first : await original(...args);
        after?.(operation);
        return result;
      };
    }
  }

  for (const [name, isChange] of Object.entries(SYNC))
    put(fs, name, (original) => (path, ...rest) => {
      if (!isInside(path)) return original(path, ...rest);
      const operation = told(name, path, [path, ...rest], changes(name, [path, ...rest], isChange));
      const result = original(path, ...rest);
      if (name === "openSync") descriptors.set(result, path);
      after?.(operation);
      return result;
    });
  for (const [name, isChange] of Object.entries(DESCRIPTOR))
    put(fs, name, (original) => (descriptor, ...rest) => {
      const path = descriptors.get(descriptor);
      if (path !== undefined) told(name, path, [descriptor, ...rest], isChange);
      if (name === "closeSync") descriptors.delete(descriptor);
      return original(descriptor, ...rest);
    });
  syncBuiltinESMExports();
  return () => {
    for (const again of undo) again();
    syncBuiltinESMExports();
  };
}

function systemError(code, syscall, path) {
  const errno = -constants.errno[code];
  return Object.assign(new Error(`${code}: injected, ${syscall} '${path}'`), { code, errno, syscall, path });
}

function setClock(milliseconds) {
  const now = Date.now;
  Date.now = () => now() + milliseconds;
  const shifted = class extends Date {
    constructor(...args) {
      super(...(args.length === 0 ? [Date.now()] : args));
    }
  };
  globalThis.Date = Object.assign(shifted, { now: Date.now });
}

const { FILE_FAULTS } = process.env;
if (FILE_FAULTS && isMainThread) {
  const { under, at = Infinity, fault, lasts = false, reads = false, log, clock } = JSON.parse(FILE_FAULTS);
  if (clock) setClock(clock);
  let count = 0;
  watchFiles(under, {
    before({ name, path, isChange }) {
      if (isChange === reads) return undefined;
      count++;
      if (log) appendFileSync(log, `${name} ${path}\n`);
      return count === at || (lasts && count > at) ? fault : undefined;
    },
    after({ name, path }) {
      if (!clock || name !== "writeFile") return;
      const seconds = Date.now() / 1000;
      fs.utimesSync(path, seconds, seconds);
    },
  });
}
