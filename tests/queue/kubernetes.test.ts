/**
 * What Kubernetes is given: taken by the types of its API, fields that there are not among them, and run as its pods
 * would run it, one index after the other.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { beforeAll, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { doppelgrad, scratchFolder } from "../cli/command-line.js";
import { notRun } from "../not-run.js";
import { byPool, manifestIn, studyWords } from "./small-study.js";

const above = scratchFolder();
const PEERS = resolve("tests/peers");
interface Written {
  config: { data: Record<string, string>; metadata: { name: string } };
  job: {
    metadata: { name: string };
    spec: {
      completions: number;
      template: { spec: { containers: { command: string[]; image: string; workingDir: string }[] } };
    };
  };
}

async function written(...options: string[]): Promise<Written> {
  const line = ["submit", ...studyWords(), "--out", "vee", "--to", "kubernetes", "--claim", "shared", "--json"];
  const { stdout, stderr } = await doppelgrad([...line, ...options], above);
  expect(stderr).toBe("");
  const { files, start } = JSON.parse(stdout);
  expect(start).toEqual(["kubectl", "apply", "--filename", join(above, "vee/submit/kubernetes.yaml")]);
  const [config, job] = parseAllDocuments(files["vee/submit/kubernetes.yaml"]).map((each) => each.toJS());
  return { config, job };
}

let documents: Written;
beforeAll(async () => {
  documents = await written("--image", "registry.example/doppelgrad:1", "--tasks", "4", "--dry-run");
});

/** What TypeScript says of the documents: an object literal with a field that its type has not is an error. */
function problemsOf({ config, job }: { config: object; job: object }): string[] {
  const folder = mkdtempSync(join(PEERS, "typed-"));
  const file = join(folder, "documents.ts");
  writeFileSync(
    file,
    `import type { IJob } from "kubernetes-models/batch/v1";
    import type { IConfigMap } from "kubernetes-models/v1";
    export const config: IConfigMap = ${JSON.stringify(config)};
    export const job: IJob = ${JSON.stringify(job)};`,
  );
  try {
    const program = ts.createProgram([file], {
      noEmit: true,
      strict: true,
      types: [],
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      target: ts.ScriptTarget.ES2022,
    });
    const found = [
      ...program.getSyntacticDiagnostics(program.getSourceFile(file)),
      ...program.getSemanticDiagnostics(program.getSourceFile(file)),
    ];
    return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("the API takes the documents", async (context) => {
  if (!existsSync(join(PEERS, "node_modules/kubernetes-models"))) notRun(context, "kubernetes-models: a Job's fields");
  expect(problemsOf(documents)).toEqual([]);
  const misspelt = structuredClone(documents) as unknown as { job: { spec: Record<string, unknown> } };
  misspelt.job.spec.completionsMode = "Indexed";
  expect(problemsOf({ ...documents, job: misspelt.job })).toHaveLength(1);
});

test("its pods train the study: the manifest of the pool", async () => {
  const pool = await byPool(above, studyWords());
  const { config, job } = documents;
  expect(config.metadata.name).toBe(job.metadata.name);
  expect(job.metadata.name).toMatch(/^[a-z0-9-]{1,52}$/);
  const { command, image, workingDir } = job.spec.template.spec.containers[0]!;
  expect({ image, workingDir, completions: job.spec.completions, program: command[0] }).toEqual({
    image: "registry.example/doppelgrad:1",
    workingDir: "/store",
    completions: 4,
    program: "doppelgrad",
  });
  const pod = join(above, "pod");
  for (const place of ["study", "store"]) mkdirSync(join(pod, place), { recursive: true });
  writeFileSync(join(pod, "study/study.json"), config.data["study.json"]!);
  const words = command.slice(1).map((word) => word.replace(/^\/(study|store)(?=\/)/, join(pod, "$1")));
  for (let index = 0; index < job.spec.completions; index++) {
    const { code, stderr } = await doppelgrad(words, join(pod, "store"), {
      env: { JOB_COMPLETION_INDEX: String(index) },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  }
  const store = join(pod, "store", job.metadata.name);
  expect(manifestIn(store)).toBe(pool);
  for (const name of ["result.json", "report.html"]) expect(existsSync(join(store, name))).toBe(true);
});

test("pods begin a folder that records what this one does", async () => {
  const { job } = await written("--receipts", "3", "--with", "predictions", "--dry-run");
  expect(job.spec.template.spec.containers[0]!.command.join(" ")).toContain(
    " --receipts 3 --workers 1 --with predictions",
  );
  await doppelgrad(
    ["run", ...studyWords(), "--receipts", "2", "--with", "trail", "--out", "begun", "--shard", "1/6"],
    above,
  );
  const line = ["submit", "begun", "--to", "kubernetes", "--claim", "shared", "--dry-run", "--json"];
  const { files } = JSON.parse((await doppelgrad(line, above)).stdout);
  expect(files["begun/submit/kubernetes.yaml"]).toMatch(/- --receipts\n +- "2"\n[^]*- --with\n +- trail\n/);
});

test("without an image Node's installs this version", async () => {
  const { job } = await written("--dry-run");
  const { command, image } = job.spec.template.spec.containers[0]!;
  expect(image).toMatch(/^node:\d+-slim$/);
  expect(command.slice(0, 3)).toEqual(["npx", "--yes", expect.stringMatching(/^doppelgrad@\d+\.\d+\.\d+$/)]);
});

test("a study that no ConfigMap carries is refused", async () => {
  const rows = Array.from({ length: 60_000 }, (_, n) => `${n / 7},${n % 2}`);
  const study = { data: { name: "csv", text: ["x,label", ...rows].join("\n") }, replicas: 2 };
  writeFileSync(join(above, "large.json"), JSON.stringify(study));
  const line = ["submit", "large.json", "--out", "large", "--to", "kubernetes", "--claim", "shared"];
  const { code, stderr } = await doppelgrad(line, above);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^study: .*ConfigMap/);
  expect(existsSync(join(above, "large"))).toBe(false);
});
