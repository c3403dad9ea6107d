import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { QueueHost } from "./redis.js";
import { type Background, background, freePort, isInstalled, until } from "./servers.js";

/** Debian has the programs of each version in a folder of its own. */
function programs(): string | null {
  const above = "/usr/lib/postgresql";
  const versions = existsSync(above) ? readdirSync(above).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((version) => join(above, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
  return found ?? (isInstalled("initdb") ? "" : null);
}

export function hasPostgres(): boolean {
  return programs() !== null;
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package has made. */
function user(): { uid?: number; gid?: number } {
  if (process.getuid!() !== 0) return {};
  const number = (flag: string) => Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout);
  return { uid: number("-u"), gid: number("-g") };
}

/** @param folder an empty one, in which its data will be */
export async function startPostgres(folder: string): Promise<QueueHost> {
  const bin = programs()!;
  const port = await freePort();
  const as = user();
  const data = join(folder, "data");
  chmodSync(folder, 0o755);
  if (as.uid !== undefined) chownSync(folder, as.uid, as.gid!);
  const options = [
    "--pgdata",
    data,
    "--username",
    "doppelgrad",
    "--auth",
    "trust",
    "--no-locale",
    "--encoding",
    "UTF8",
  ];
  const { status, stderr } = spawnSync(join(bin, "initdb"), [...options, "--no-sync"], {
    ...as,
    cwd: folder,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`initdb: ${stderr}`);
  const address = `postgres://doppelgrad@127.0.0.1:${port}/postgres`;
  const args = [
    "-D",
    data,
    "-p",
    String(port),
    "-h",
    "127.0.0.1",
    "-c",
    "unix_socket_directories=",
    "-c",
    "max_connections=200",
  ];
  let server: Background;
  const host: QueueHost = {
    address,
    async start() {
      const isUp = async () => {
        // Processes of the one that was killed may hold its memory for a moment.
        if (server.child.exitCode !== null) server = background(join(bin, "postgres"), args, { ...as, cwd: folder });
        return answers(address);
      };
      server = background(join(bin, "postgres"), args, { ...as, cwd: folder });
      await until("PostgreSQL answers", isUp).catch((error) => {
        throw new Error(`${error}: ${server.said()}`);
      });
    },
    kill: () => server.end("SIGKILL"),
    end: () => server.end("SIGINT"),
  };
  await host.start();
  return host;
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("SELECT 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
