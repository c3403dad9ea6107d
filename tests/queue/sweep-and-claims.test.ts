/** Sweeps and claims by GNU parallel, and by workers at a queue of which one is killed: the files of a plain run. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { TRIALS } from "../../src/claims/trials-in-folder.js";
import { doppelgrad, expectRefused, scratchFolder } from "../cli/command-line.js";
import { notRun } from "../not-run.js";
import { refusal } from "../refusal.js";
import { HOSTS, ROUNDS } from "./hosts.js";
import type { QueueHost } from "./redis.js";
import { isInstalled, until } from "./servers.js";
import { startWorker } from "./worker-process.js";

const above = scratchFolder();
afterAll(() => rmSync(above, { recursive: true, force: true }));
const hasParallel = isInstalled("parallel");
const hosts: Record<string, QueueHost> = {};
beforeAll(async () => {
  for (const { server, isHere, open } of HOSTS)
    if (isHere) hosts[server] = await open(mkdtempSync(join(tmpdir(), "doppelgrad-server-")));
});
afterAll(() => Promise.all(Object.values(hosts).map((host) => host.end())));
const SERVERS = HOSTS.map(({ server }) => server);
/** Claims take most of the time. */
const FOR_CLAIMS = ROUNDS > 1 ? SERVERS : SERVERS.slice(0, 1);

async function done(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await doppelgrad([...args, "--quiet"], above);
  expect({ code, stderr }, args.join(" ")).toEqual({ code: 0, stderr: "" });
  return stdout;
}

/** Runs the command that was printed. */
async function byParallel(args: readonly string[]): Promise<void> {
  const [, start] = /^start it: (.*)$/m.exec(await done([...args, "--to", "parallel", "--tasks", "2"]))!;
  const { status, stderr } = spawnSync("bash", ["--norc", "-c", start!], { cwd: "/", encoding: "utf8" });
  expect(status, stderr).toBe(0);
}

/** Two workers, of which the first is killed when something is so; then a third. */
async function byWorkers(host: QueueHost, queue: string, killed: () => boolean): Promise<void> {
  const start = () => startWorker(host.address, above, "--queue", queue, "--until-done", "--lease", "2");
  const [first, second] = [start(), start()];
  await until("the first shall be killed", () => killed() || first.child.exitCode !== null);
  await first.end("SIGKILL");
  const third = start();
  for (const worker of [second, third]) {
    await worker.ended;
    expect(worker.child.exitCode, worker.said()).toBe(0);
  }
}

const bytesOf = (folder: string, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, readFileSync(join(above, folder, name), "utf8")]));

describe("a sweep", () => {
  const words = ["sweep", "vee", "--replicas", "4", "--set", "data.train=40", "--set", "data.test=20", "--epochs", "3"];
  const sweep = [...words, "--over", "activation=relu,smelu", "--over", "batchSize=1,8", "--over", "clipNorm=1,null"];
  const settings = () => readdirSync(join(above, "sweep/settings")).sort();
  const found = (folder: string) =>
    bytesOf(folder, ["sweep.json", "sweep.csv", ...settings().map((name) => `settings/${name}/manifest.json`)]);
  const times = (folder: string) =>
    settings().map((name) => readFileSync(join(above, folder, "settings", name, "parts/0-3/part.json"), "utf8"));
  let plain: Record<string, string>;
  beforeAll(async () => {
    await done([...sweep, "--out", "sweep"]);
    plain = found("sweep");
    expect(settings()).toHaveLength(8);
  });

  test("shards train all between them, each ends with the table, and nothing is trained twice", async () => {
    await done([...sweep, "--out", "shards", "--shard", "2/3"]);
    const before = times("shards");
    for (const shard of ["1/3", "3/3"]) await done([...sweep, "--out", "shards", "--shard", shard]);
    expect(found("shards")).toEqual(plain);
    expect(times("shards")).toEqual(before);
  });

  test("shards of a sweep that tunes and gives up settings have its table", async () => {
    const rounds = [...sweep, "--tune", "optimizer.learningRate=0.1,0.3", "--tune-replicas", "2", "--halving", "2"];
    await done([...rounds, "--out", "rounds"]);
    await done([...rounds, "--out", "rounds-shared", "--shard", "2/2"]);
    expect(bytesOf("rounds-shared", ["sweep.json"])).toEqual(bytesOf("rounds", ["sweep.json"]));
  });

  test("by GNU parallel", async (context) => {
    if (!hasParallel) notRun(context, "parallel: a sweep");
    await byParallel([...sweep, "--out", "sweep by parallel"]);
    expect(found("sweep by parallel")).toEqual(plain);
    expect(await done([...sweep, "--out", "sweep by parallel", "--to", "parallel"])).toContain("all 8 settings are in");
  });

  test.for(SERVERS)("by workers at %s, of which one is killed", async (server, context) => {
    const host = hosts[server] ?? notRun(context, `${server}: a sweep`);
    const folder = `queued at ${server}`;
    const to = ["--to", host.address, "--queue", "sweep", "--audit", "1"];
    expect(await done([...sweep, "--out", folder, ...to])).toContain("\n8 jobs queued;");
    await byWorkers(host, "sweep", () =>
      existsSync(join(above, folder, "settings/activation=relu,batchSize=1,clipNorm=1/parts")),
    );
    expect(existsSync(join(above, folder, "sweep.json"))).toBe(false);
    const before = times(folder);
    await done(["sweep", `${folder}/submit/sweep.json`, "--out", folder]);
    expect(found(folder)).toEqual(plain);
    expect(times(folder)).toEqual(before);
  });

  test("a setting that diverges is one of the table, by workers too", async (context) => {
    const host = hosts.Redis ?? notRun(context, "Redis: a sweep with a setting that diverges");
    const wild = [
      ...words,
      "--optimizer",
      "sgd",
      "--over",
      "activation=identity,relu",
      "--over",
      "optimizer.learningRate=1e12,0.1",
    ];
    await done([...wild, "--out", "wild"]);
    await done([...wild, "--out", "wild-queued", "--to", host.address, "--queue", "wild"]);
    const worker = startWorker(host.address, above, "--queue", "wild", "--until-done");
    await worker.ended;
    expect({ code: worker.child.exitCode, said: worker.said() }).toEqual({
      code: 0,
      said: expect.stringContaining("diverged at step"),
    });
    await done(["sweep", "wild-queued/submit/sweep.json", "--out", "wild-queued"]);
    expect(bytesOf("wild-queued", ["sweep.csv"])).toEqual(bytesOf("wild", ["sweep.csv"]));
  });

  test("in Kubernetes the document is in the ConfigMap", async () => {
    const to = ["--to", "kubernetes", "--claim", "shared", "--image", "d", "--dry-run", "--json"];
    const { files } = JSON.parse(await done([...sweep, "--out", "k", ...to]));
    const [config, job] = parseAllDocuments(files["k/submit/kubernetes.yaml"]).map((each) => each.toJS());
    expect(Object.keys(config.data)).toEqual(["sweep.json"]);
    expect(job.spec.completions).toBe(8);
    const { command } = job.spec.template.spec.containers[0];
    expect(command.slice(0, 4)).toEqual(["doppelgrad", "sweep", "/study/sweep.json", "--out"]);
    expect(existsSync(join(above, "k"))).toBe(false);
  });

  test("verify of the whole folder says which folders it takes", async () => {
    const remedy = /It is a sweep: name the folder of a setting, "sweep\/settings\/.*"\./;
    const { code, stderr } = await doppelgrad(["verify", "sweep"], above);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(remedy) });
    expect(await done(["verify", `sweep/settings/${settings()[0]}`])).toContain("same");
  });

  test("what an engine cannot do is refused", async () => {
    const to = ["--out", "none", "--to", "redis://127.0.0.1:1"];
    const tune = [...sweep, "--tune", "optimizer.learningRate=0.1,0.3", ...to];
    await expectRefused(tune, above, refusal("misplaced-field", "tune", /.*/, { remedy: /slurm/ }));
    await expectRefused([...sweep, "--halving", ...to], above, refusal("misplaced-field", "halving"));
    const beside = [...sweep, "--shard", "1/2", ...to];
    await expectRefused(beside, above, refusal("misplaced-field", "--shard", '"1/2"'));
    await expectRefused([...sweep, "--shard", "1/2"], above, refusal("misplaced-field", "--shard", '"1/2"'));
    await expectRefused([...sweep, "--tasks", "2"], above, refusal("misplaced-field", "--tasks", '"2"'));
    expect(existsSync(join(above, "none"))).toBe(false);
  });
});

describe("claims", () => {
  const claims = ["claims", "--replicas", "32", "--draws", "3", "--data", "vee"];
  let plain: Record<string, string>;
  let trials: string[];
  const trialsIn = (folder: string) =>
    existsSync(join(above, folder, TRIALS)) ? readdirSync(join(above, folder, TRIALS)).sort() : [];
  /** A folder in which most studies are trained: the rest shows who trains what. */
  const begin = (folder: string): number => {
    cpSync(join(above, "claims", TRIALS), join(above, folder, TRIALS), { recursive: true });
    trials.forEach((name, at) => at % 5 === 0 && rmSync(join(above, folder, TRIALS, name)));
    return trialsIn(folder).length;
  };
  beforeAll(async () => {
    await done([...claims, "--out", "claims"]);
    plain = bytesOf("claims", ["claims.json"]);
    trials = trialsIn("claims");
  });

  test("by GNU parallel", async (context) => {
    if (!hasParallel) notRun(context, "parallel: claims");
    begin("claims by parallel");
    await byParallel([...claims, "--out", "claims by parallel"]);
    expect(bytesOf("claims by parallel", ["claims.json"])).toEqual(plain);
    expect(trialsIn("claims by parallel")).toEqual(trials);
  });

  test.for(FOR_CLAIMS)("by workers at %s, of which one is killed", async (server, context) => {
    const host = hosts[server] ?? notRun(context, `${server}: claims`);
    const folder = `claims at ${server}`;
    const there = begin(folder);
    const to = ["--to", host.address, "--queue", "claims", "--tasks", "3"];
    expect(await done([...claims, "--out", folder, ...to])).toContain("\n3 jobs queued;");
    await byWorkers(host, "claims", () => trialsIn(folder).length > there);
    expect(bytesOf(folder, ["claims.json"])).toEqual(plain);
    expect(existsSync(join(above, folder, "report.html"))).toBe(true);
    expect(trialsIn(folder)).toEqual(trials);
    expect(await done([...claims, "--out", folder, ...to])).toContain("nothing is left to do");
  });

  test("what an engine cannot do is refused", async () => {
    const to = ["--out", "none", "--to", "parallel"];
    await expectRefused([...claims, "--seeds", "0..2", ...to], above, refusal("misplaced-field", "--seeds", '"0..2"'));
    await expectRefused([...claims, "--dry-run"], above, refusal("misplaced-field", "--dry-run", "true"));
    const queue = [...claims, ...to, "--queue", "q"];
    await expectRefused(queue, above, refusal("misplaced-field", "options.queue", '"q"'), "--queue");
    expect(existsSync(join(above, "none"))).toBe(false);
  });
});
