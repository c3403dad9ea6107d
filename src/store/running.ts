/**
 * Who trains into a store now. Each process says so in a small file, `running/<host>-<pid>.json`, again every few
 * seconds, and takes it away in the end. Only `storeStatus` reads them: where they cannot be written nothing fails, and
 * nothing that is proved depends on them.
 */
import { rmSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { isPlain } from "../study/fields.js";
import { HOST_NAME, isAlive } from "./durable.js";
import { isStore, RUNNING } from "./store.js";

/** Milliseconds between two writings. */
const BEAT = 2000;
/** Bytes of a file that are read: ours have some hundreds. */
const MOST = 65_536;

/** What a process does. */
export interface Doing {
  /** The parts that it trains now, by their names; none while it measures. */
  parts: string[];
  /** Steps of all its replicas that it has trained since it started. */
  done: number;
  /** Steps that it has to train in all. */
  total: number;
}

/** A process that has said that it trains into a store. */
export interface RunningProcess extends Doing {
  /** The name of its machine. */
  host: string;
  /** Its number there. */
  pid: number;
  /** When it started, by its own clock: ISO 8601; empty where its file cannot be read. */
  started: string;
  /** Seconds since it said so last: a few. It may be slow, cut off or dead. */
  silent: number;
  /** Whether it was of this machine and is no more. */
  ended: boolean;
}

/** The files of this process, which a second Ctrl-C would leave. */
const own = new Set<string>();
const removeOwn = (): void => own.forEach((path) => rmSync(path, { force: true }));

/**
 * Says what this process does in a store while `work` goes on: as soon as there is a store, for nothing is made before
 * there is something to keep.
 * @param work is given the function to which it tells what it does
 */
export async function announced<Result>(
  folder: string,
  work: (tell: (doing: Doing) => void) => Promise<Result>,
): Promise<Result> {
  const path = freePath(folder);
  if (own.size === 0) process.once("exit", removeOwn);
  own.add(path);
  const started = new Date().toISOString();
  let doing: Doing | undefined;
  let writing: Promise<void> | undefined;
  const beat = () => {
    writing ??= say(folder, path, { started, ...doing })
      .catch(() => undefined)
      .finally(() => {
        writing = undefined;
      });
  };
  const timer = setInterval(beat, BEAT);
  timer.unref();
  try {
    return await work((news) => {
      const isFirst = doing === undefined;
      doing = news;
      if (isFirst) beat();
    });
  } finally {
    clearInterval(timer);
    await writing;
    await removeSaid(path).catch(() => undefined);
    own.delete(path);
    if (own.size === 0) process.off("exit", removeOwn);
  }
}

/** A process may train into one store several times at once. */
function freePath(folder: string): string {
  for (let n = 0; ; n++) {
    const name = `${HOST_NAME}-${process.pid}${n === 0 ? "" : `.${n}`}.json`;
    const path = resolve(folder, RUNNING, name);
    if (!own.has(path)) return path;
  }
}

async function say(folder: string, path: string, what: object): Promise<void> {
  if (!(await isStore(folder))) return;
  await mkdir(join(folder, RUNNING), { recursive: true });
  const other = `${path}.part`;
  own.add(other);
  await writeFile(other, `${JSON.stringify(what)}\n`);
  await rename(other, path);
  own.delete(other);
}

/** The folder goes with the last of them. */
async function removeSaid(path: string): Promise<void> {
  for (const each of [path, `${path}.part`]) await rm(each, { force: true });
  await rmdir(dirname(path));
}

/** What is said in a store, in the order of the names of hosts and the numbers of processes. */
export async function runningIn(folder: string): Promise<RunningProcess[]> {
  const names = await readdir(join(folder, RUNNING)).catch(() => []);
  const found = await Promise.all(names.sort().map((name) => readSaid(join(folder, RUNNING), name)));
  return found.filter((each) => each !== null);
}

const SAID = /^([\w-]+)-(\d+)(?:\.\d+)?\.json$/;

/** Null for another file, and for one that has just been taken away. */
async function readSaid(folder: string, name: string): Promise<RunningProcess | null> {
  const [, host, pid] = SAID.exec(name) ?? [];
  const found = host === undefined ? null : await stat(join(folder, name)).catch(() => null);
  if (found === null) return null;
  const said = found.size > MOST ? {} : await readFile(join(folder, name), "utf8").then(parsed, () => ({}));
  const { started, parts, done, total } = said as Partial<Record<keyof RunningProcess, unknown>>;
  const count = (value: unknown) => (Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : 0);
  return {
    host: host!,
    pid: Number(pid),
    started: typeof started === "string" && Number.isFinite(Date.parse(started)) ? started : "",
    parts: Array.isArray(parts) ? parts.filter((part) => typeof part === "string") : [],
    done: count(done),
    total: count(total),
    silent: secondsSince(found.mtimeMs),
    ended: host === HOST_NAME && !isAlive(Number(pid)),
  };
}

/** Of whole seconds; 0 where a clock was set back since. */
function secondsSince(time: number): number {
  return Math.max(0, Math.floor((Date.now() - time) / 1000));
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return isPlain(value) ? value : {};
  } catch {
    return {};
  }
}
