import { connect } from "node:net";
import { type Background, background, freePort, isInstalled, until } from "./servers.js";

/** A server of queues, which can be killed and started again. */
export interface QueueHost {
  address: string;
  start(): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  end(): Promise<void>;
}

export function hasRedis(): boolean {
  return isInstalled("redis-server");
}

/** @param folder where it keeps what it is told */
export async function startRedis(folder: string): Promise<QueueHost> {
  const port = await freePort();
  const args = [
    ...["--bind", "127.0.0.1", "--port", String(port), "--dir", folder, "--save", ""],
    ...["--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction"],
  ];
  let server: Background;
  const host: QueueHost = {
    address: `redis://127.0.0.1:${port}`,
    async start() {
      server = background("redis-server", args);
      await until("Redis answers", () => answers(port)).catch((error) => {
        throw new Error(`${error}: ${server.said()}`);
      });
    },
    kill: () => server.end("SIGKILL"),
    end: () => server.end(),
  };
  await host.start();
  return host;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    const over = (isSo: boolean) => {
      socket.destroy();
      resolve(isSo);
    };
    socket.on("data", (data) => over(String(data).startsWith("+PONG")));
    socket.on("error", () => over(false));
  });
}
