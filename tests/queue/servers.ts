/** Servers of the tests: each on a free port of the loopback and in a folder of its own, and ended by its process number. */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";

/** Whether a program is installed. */
export function isInstalled(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v "${program}"`], { stdio: "ignore", env: environment }).status === 0;
}

/** Debian has servers where only root's path leads. */
export const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Seconds after which what is waited for is said never to be: no time of a machine that works. */
const NEVER = 300;

/** Waits until something is so, and says what was not where it never is. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 1000 * NEVER; Date.now() < end; await sleep(50)) if (await isSo()) return;
  throw new Error(`not within ${NEVER} s: ${what}`);
}

/** A process in the background, with what it has said. */
export interface Background {
  child: ChildProcess;
  said(): string;
  ended: Promise<void>;
  /** Ends it, and waits for its end. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

export function background(program: string, args: readonly string[], options: SpawnOptions = {}): Background {
  const child = spawn(program, args, { env: environment, ...options, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout!, child.stderr!])
    stream.on("data", (data: Buffer) => {
      text += String(data);
    });
  const ended = new Promise<void>((resolve) => {
    child.on("error", (error) => {
      text += String(error);
      resolve();
    });
    child.on("close", () => resolve());
  });
  const end = async (signal: NodeJS.Signals = "SIGTERM") => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return { child, said: () => text, ended, end };
}
