/** A cluster of Slurm with this machine as its only node: its own munged, slurmctld and slurmd. */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { type Background, background, environment, freePort, isInstalled, until } from "./servers.js";

export const SLURM_PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch", "scontrol"];

export function hasSlurm(): boolean {
  return SLURM_PROGRAMS.every(isInstalled);
}

export interface SlurmCluster {
  /** The environment in which its commands find it. */
  env: Record<string, string>;
  node: string;
  /** Runs one of its commands; what that printed. */
  run(program: string, ...args: string[]): string;
  /** Starts the daemon of the node anew. */
  startNode(): Promise<void>;
  killNode(): Promise<void>;
  end(): Promise<void>;
}

/** @param folder an empty one */
export async function startSlurm(folder: string): Promise<SlurmCluster> {
  const node = hostname().split(".")[0]!;
  const user = userInfo().username;
  for (const name of ["state", "spool"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "key"), randomBytes(1024), { mode: 0o400 });
  const at = (name: string) => join(folder, name);
  const munged = background("munged", [
    ...["--foreground", "--force", "--num-threads=1", `--key-file=${at("key")}`, `--socket=${at("socket")}`],
    ...[`--pid-file=${at("munged.pid")}`, `--log-file=${at("munged.log")}`, `--seed-file=${at("seed")}`],
  ]);
  const configuration = at("slurm.conf");
  const settings = {
    ClusterName: "doppelgrad",
    SlurmctldHost: `${node}(127.0.0.1)`,
    SlurmctldPort: await freePort(),
    SlurmdPort: await freePort(),
    SlurmUser: user,
    SlurmdUser: user,
    AuthType: "auth/munge",
    // Seconds that a job which was requeued waits, where Slurm's own default is two minutes.
    AuthInfo: `socket=${at("socket")},cred_expire=5`,
    StateSaveLocation: at("state"),
    SlurmdSpoolDir: at("spool"),
    SlurmctldPidFile: at("slurmctld.pid"),
    SlurmdPidFile: at("slurmd.pid"),
    SlurmctldLogFile: at("slurmctld.log"),
    SlurmdLogFile: at("slurmd.log"),
    ProctrackType: "proctrack/linuxproc",
    TaskPlugin: "task/none",
    JobAcctGatherType: "jobacct_gather/none",
    AccountingStorageType: "accounting_storage/none",
    SelectType: "select/cons_tres",
    SelectTypeParameters: "CR_CPU",
    SchedulerParameters: "sched_interval=1,bf_interval=1,sched_min_interval=0",
    MpiDefault: "none",
    SwitchType: "switch/none",
    ReturnToService: 2,
    InactiveLimit: 0,
    KillWait: 2,
  };
  writeFileSync(
    configuration,
    [
      ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
      `NodeName=${node} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN`,
      `PartitionName=main Nodes=${node} Default=YES MaxTime=INFINITE State=UP`,
      "",
    ].join("\n"),
  );
  const env = { ...environment, SLURM_CONF: configuration } as Record<string, string>;
  const run = (program: string, ...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync(program, args, { env, encoding: "utf8" });
    if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
    return stdout.trim();
  };
  const controller = background("slurmctld", ["-D", "-f", configuration], { env });
  let daemon: Background | undefined;
  const isIdle = () => {
    try {
      return ["idle", "mixed", "allocated"].includes(run("sinfo", "--noheader", "--format=%T"));
    } catch {
      return false;
    }
  };
  const startNode = async () => {
    daemon = background("slurmd", ["-D", "-f", configuration], { env });
    try {
      await until("the node is idle", isIdle);
    } catch (error) {
      const logs = ["slurmctld.log", "slurmd.log", "munged.log"].map((name) => read(at(name)));
      throw new Error([String(error), munged.said(), controller.said(), daemon.said(), ...logs].join("\n"));
    }
  };
  await startNode();
  return {
    env,
    node,
    run,
    startNode,
    killNode: async () => daemon?.end("SIGKILL"),
    async end() {
      for (const each of [daemon, controller, munged]) await each?.end();
    },
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
