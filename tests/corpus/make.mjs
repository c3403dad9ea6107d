/**
 * Writes the corpus of a release: results, links and a checkpoint as its build makes them, which every later commit
 * must verify.
 *
 *     node tests/corpus/make.mjs <dist folder of the release> tests/corpus/<version>
 *
 * It is run once a release, with the release's own build, and its files are never written again.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [dist, folder] = process.argv.slice(2).map((path) => resolve(path));
const { makeLink, run, openTrainer, toJson, writeLink } = await import(pathToFileURL(join(dist, "index.js")).href);

const small = { train: 40, test: 10 };
const points = [[0.5, -1], [-0.25, 0.75], [1, 1], [-1, -0.5], [0.125, 0.25], [-0.75, 1.5]];

const RESULTS = {
  "binary-with-every-part": [{ data: { name: "vee", ...small }, hidden: [3], replicas: 3, batchSize: 8, epochs: 3 }, ["parameters", "predictions", "logits", "trail"]],
  "binary-16": [{ data: { name: "xor", ...small, noise: 0.1 }, hidden: [4, 3], activation: "smelu", optimizer: "adam", schedule: "cosine", batchSize: 4, epochs: 2 }],
  classes: [{ data: { name: "gaussians", ...small }, hidden: [3], activation: "gelu", optimizer: "adamw", clipNorm: 0.5, batchSize: 8, epochs: 3, replicas: 5 }],
  regression: [{ data: { name: "given", task: "regression", x: points, y: [0.5, 1, -2, 0.25, 3, 1.5], test: { x: points.slice(0, 4), y: [0.4, 1.1, -1.9, 0.3] } }, optimizer: "rmsprop", replicas: 4, epochs: 5 }],
  given: [{ data: { name: "given", x: points, y: [0, 1, 0, 1, 1, 0], test: { x: points.slice(1, 4), y: [1, 0, 1] } }, order: [[0, 5], [2, 1], [4], [3]], vary: ["init"], hidden: [], replicas: 4 }],
  crossed: [{ data: { name: "moons", ...small }, hidden: [3], design: { init: 3, shuffle: 4 }, shuffleWindow: 7, shuffleForm: "block", batchSize: 8, epochs: 2 }],
  control: [{ data: { name: "teacher", ...small }, hidden: [3], vary: [], replicas: 4, batchSize: 8, epochs: 2 }],
  one: [{ data: { name: "circles", ...small }, activation: "swish", replicas: 1, seeds: { data: 3, init: 4, shuffle: 5 } }],
};

mkdirSync(join(folder, "csv"), { recursive: true });
const write = (name, value) => writeFileSync(join(folder, name), `${JSON.stringify(value)}\n`);

for (const [name, [study, parts = []]] of Object.entries(RESULTS)) {
  write(`${name}.json`, toJson(await run(study, { workers: 0, trail: parts.includes("trail") }), parts));
}

const rows = Array.from({ length: 24 }, (_, n) => [((n * 7) % 11) / 4, ((n * 5) % 13) / 8 - 0.5, ["red", "blue", "green"][(n * n) % 3]]);
writeFileSync(join(folder, "csv", "points.csv"), `${["width,height,colour", ...rows.map((row) => row.join(","))].join("\n")}\n`);
const cli = ["run", "--data", "points.csv", "--set", "replicas=4", "--set", "hidden=[3]", "--set", "epochs=4", "--set", "batchSize=8", "--json"];
const { status, stdout, stderr } = spawnSync(process.execPath, [join(dist, "cli.js"), ...cli], { cwd: join(folder, "csv"), encoding: "utf8" });
if (status !== 0) throw new Error(stderr);
writeFileSync(join(folder, "csv", "result.json"), stdout);

const page = "https://example.org/play/";
const links = [
  [{ data: { name: "vee", ...small }, hidden: [3], replicas: 3, batchSize: 8, epochs: 3 }, undefined],
  [{ data: { name: "moons", ...small }, activation: "tanh", optimizer: "nesterov", replicas: 5 }, 17],
  [{ data: { name: "csv", text: "a,b,c\n1,2,x\n2,1,y\n3,5,x\n4,4,y\n0,1,x\n" }, hidden: [2], replicas: 2, epochs: 4 }, 0],
];
write("links.json", await Promise.all(links.map(async ([study, step]) => writeLink(await makeLink(study, step), page))));

const study = { data: { name: "spirals", ...small }, hidden: [3], optimizer: "adam", replicas: 3, batchSize: 8, epochs: 4 };
const trainer = await openTrainer(study);
trainer.advance(9);
const checkpoint = Buffer.from(trainer.checkpoint()).toString("base64");
const [step, fingerprint] = [trainer.step, trainer.fingerprint()];
trainer.advance(trainer.steps);
write("checkpoint.json", { study, step, fingerprint, checkpoint, last: trainer.fingerprint() });
