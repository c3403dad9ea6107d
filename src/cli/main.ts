/**
 * The command line: its commands, their options and their help.
 */
import { Argument, Command, Option } from "commander";
import { version } from "../../package.json";
import { BUDGET } from "../attribute/design.js";
import { PLANNED } from "../compare/planned.js";
import { PREDICTION_TASKS } from "../compare/tasks.js";
import { OPSET } from "../exchange/write-onnx.js";
import { FURTHER_MEASURES, PREDICTION_NAMES } from "../further/names.js";
import { MEASURES } from "../measure/names.js";
import { EXPORT_FORMATS } from "../model/formats.js";
import { PARTS } from "../run/parts.js";
import { FACTORS } from "../study/levels.js";
import { FAMILY_SUMMARIES } from "../study/variants/data.js";
import { variantNames } from "../study/variants/names.js";
import { BACKENDS } from "../train/group.js";
import { BENCHES } from "./benches.js";
import { completionCommand, completionServer, SHELLS } from "./completion.js";
import { interrupted } from "./interrupt.js";
import { silence } from "./quiet.js";
import { addStudyOptions } from "./shortcuts.js";

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/** Lines of `name   text`, names padded to one width. */
function list(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join("\n");
}

export const program = new Command("doppelgrad")
  .description(
    "Trains many replicas of a small neural network, bit for bit the same everywhere, and measures how differently they predict.",
  )
  .version(version)
  .configureHelp({ helpWidth: 100 })
  .showHelpAfterError("See doppelgrad --help.")
  .addHelpText(
    "after",
    `
Exit codes: 0 success; 1 a difference, or a failed run; 2 bad input; 130, 143, 129 ended by Ctrl-C, SIGTERM, SIGHUP.
Files are written whole or not at all, before anything is printed.`,
  )
  .exitOverride();

const backend = () =>
  new Option("--backend <name>", "the implementation that trains; all give the same bits").choices(BACKENDS);
const workers = () =>
  new Option("--workers <n>", "worker threads; 0 trains in the main thread (default: one per processor)");
const json = () => new Option("--json", "print one JSON document on stdout and nothing else");
const label = () => new Option("--label <column>", "the label column of the file (default: the last)");
const predictionTask = () =>
  new Option("--task <name>", "what the predictions are (default: classes for several columns, else binary)").choices(
    PREDICTION_TASKS,
  );

const dataOfResult = () => new Option("--data <file>", "the data file of the result, if it is not in the same folder");

/** Lines of help: those that can be told without networks. */
const furtherOfPredictions = () => list(PREDICTION_NAMES.map((name) => [name, FURTHER_MEASURES[name]]));
const furtherMeasures = () =>
  new Option("--measures <further>", "further measures, separated by commas, or all; listed below");
const alpha = () => new Option("--alpha <x>", "with --measures: the exponent of softChurn (default: 1)");

const CHECKPOINT =
  "with --out: seconds between checkpoints, from which an interrupted training continues; 0: none (default: 60)";
/** How two recipes, A and B, are read where they are files of predictions, and paired. */
function addRecipeOptions(command: Command): Command {
  return command
    .option("--labels <file>", "for files of predictions: the correct answers")
    .addOption(predictionTask())
    .option("--id <column>", 'the column that identifies examples (default: "id", if there is one)')
    .option("--label <column>", 'the column of labels (default: "label", if there is one)')
    .option("--header", "the first row of each text file holds column names, even if they are numbers")
    .option("--no-header", "text files have no column names")
    .option("--paired", "replica r of A and replica r of B share their seeds")
    .option("--no-paired", "replicas share no seeds");
}

/** Where and how work is handed over. */
function addHandOverOptions(command: Command, units: string): Command {
  return command
    .option("--tasks <n>", `divide the ${units} among this many tasks (default: 32)`)
    .addOption(
      new Option(
        "--pass <option>",
        "slurm, parallel: an option for sbatch or parallel, such as --pass=--time=60; repeatable",
      )
        .argParser(collect)
        .default([], "none"),
    )
    .option("--claim <name>", "kubernetes: the PersistentVolumeClaim for the volume that the pods share")
    .option("--image <name>", "kubernetes: an image with doppelgrad (default: Node's, which installs this version)")
    .option("--queue <name>", "the name of the queue (default: doppelgrad)");
}

const TO = "slurm, kubernetes, parallel, redis://HOST:PORT or postgres://USER@HOST/DATABASE";
const AUDIT = "with a queue: train this many parts, or a share such as 2%, on two workers and compare the bytes";

const RESULT = "a JSON file of `run`, or a folder written by --out";

const DATA = "a data family, or a file in any supported format; - for stdin";

addHandOverOptions(program.command("claims"), "studies")
  .summary("test the claims of the paper: a verdict and an interval for each")
  .description(
    'Tests the claims of the abstract of "Synthesizing Irreproducibility in Deep Networks" (Snapp and Shamir 2021) on independently designed synthetic data, and writes a report.',
  )
  .option("--replicas <n>", "replicas of each arm over 16 data draws (default: 1024; 512 for larger networks)")
  .option("--draws <n>", "number of data draws (default: 16); more take longer")
  .option("--seed <n>", "seed of all random streams", "0")
  .option(
    "--seeds <range>",
    "repeat with several seeds, such as 0..4 or 0,3,17, and count the verdicts; one folder per seed",
  )
  .addOption(
    new Option("--data <family>", "test on this data family only; repeatable")
      .argParser(collect)
      .default([], "vee and teacher"),
  )
  .option("--margin <ratio>", "smallest ratio of prediction differences that counts as an effect", "1.1")
  .option(
    "--floor <difference>",
    "C1: prediction difference above which two equally good single units count as different",
    "0.01",
  )
  .option(
    "--out <folder>",
    "folder for the report and the trained replicas; run it again to continue",
    "doppelgrad-report",
  )
  .option(
    "--shard <i/N>",
    "share the work with other machines in this folder: start with every N-th study; auto in an array job",
  )
  .option("--replace", "train again what is already in the folder")
  .option("--to <engine>", `hand the work to an engine: ${TO}`)
  .option("--dry-run", "with --to: write nothing and start nothing; print the files")
  .addOption(workers())
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad claims
  doppelgrad claims --data teacher --seed 7 --out teacher-report
  doppelgrad claims --seeds 0..4 --workers 2
  doppelgrad claims --replicas 16384 --out shared/claims --shard 3/8
  doppelgrad claims --replicas 16384 --out shared/claims --to slurm --tasks 8`,
  )
  .action(async (options) => (await import("./claims.js")).claimsCommand(options, interrupted));

addStudyOptions(program.command("run"))
  .summary("train a study and measure how differently its replicas predict")
  .description("Trains the replicas of a study and measures how differently they predict.")
  .argument("[study]", "a preset, a JSON file or a file of data (default: the preset vee)")
  .option("--data <source>", DATA)
  .addOption(label())
  .option("--groups <column>", "also measure each group of test examples in this column of the file")
  .addOption(furtherMeasures())
  .addOption(alpha())
  .option("--per-class", "with --measures: also each class by itself")
  .option(
    "--out <folder>",
    "train into this folder, part by part, then write result.json and report.html; run it again to continue",
  )
  .option("--shard <i/N>", "with --out: train only every N-th part, starting with the i-th; auto in an array job")
  .option("--part-size <n>", "with --out: replicas per part (default: a few seconds of training)")
  .option("--checkpoint-every <s>", CHECKPOINT)
  .option("--replace", "with --out: remove a different study from the folder")
  .option(
    "--receipts <n>",
    "with --out: record n states of each training, for verify --segments (default: as in the folder)",
  )
  .option("--with <parts>", `add to the JSON of --json or --out: any of ${PARTS.join(",")}`)
  .addOption(workers())
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    () => `
Presets and data families:
${list(Object.entries(FAMILY_SUMMARIES))}

Fields of a study and their defaults (docs/study.md):
${list([
  ["hidden", "widths of the hidden layers: [8]"],
  ["activation", variantNames.activation.join(", ")],
  ["loss", variantNames.loss.join(", ")],
  ["optimizer", variantNames.optimizer.join(", ")],
  ["schedule", variantNames.schedule.join(", ")],
  ["initial.weights", variantNames.scheme.join(", ")],
  ["vary", `noise factors that differ between replicas: ${FACTORS.join(", ")}; [] is the control`],
  ["earlyStopping", "{ share, patience, minDelta } of a validation set; null is none"],
  ["classWeights", "balanced, or a weight for each class: 1,5"],
  ["labelNoise, inputNoise", "share of wrong labels; standard deviation of noise on the inputs: 0.1"],
  ["augment, resample", "new noise on the inputs in each epoch: 0.1; train on a bootstrap sample: true"],
  ["dropout", "share of hidden units to drop: 0.2, or { inputs, hidden }"],
  ["mcPasses", "predict with dropout, from the mean logits of this many passes: 1, 10, 100"],
  ["ulp", "moves one parameter by units in the last place: { step, ulps, parameter }"],
  ["oracle", "an inexact start, gradient or stochastic gradient: { name, delta }"],
  ["arithmetic", "simulated sums: reverse, tree, lanes:n, split-k:n, permuted, bf16, tf32, f16, fma, ..."],
  ["...", "batchSize, epochs, shuffleWindow, shuffleForm, reshuffle, clipNorm, replicas, seed, seeds"],
])}

Measures:
${list(Object.entries(MEASURES))}

Further measures:
${list(Object.entries(FURTHER_MEASURES))}

Examples:
  doppelgrad run vee
  doppelgrad run vee --activation smelu --replicas 64 --out result
  doppelgrad run vee --replicas 100000 --out shared/vee --shard 3/8
  doppelgrad run xor --hidden 16,16 --optimizer momentum --lr 0.03 --set optimizer.momentum=0.8
  doppelgrad run groups --replicas 64 --measures kappa,ambiguity,auc --per-class
  doppelgrad run --data examples/data/iris.csv --label species --json`,
  )
  .action(async (study, options) => (await import("./run.js")).runCommand(study, options, interrupted));

addHandOverOptions(addStudyOptions(program.command("sweep")), "settings")
  .summary("train every setting of a grid and compare each with a baseline")
  .description(
    "Trains every setting of a grid with the same seeds: a table of prediction difference, churn and loss, ratios to a baseline with simultaneous intervals, and one page. If a setting is refused or diverges, the table says so and the sweep goes on.",
  )
  .argument("[study]", "a preset, a JSON file, a file of data, or a sweep file, JSON or YAML (default: the preset vee)")
  .addOption(
    new Option("--over <field=values>", "an axis: values separated by commas, and ranges; repeatable")
      .argParser(collect)
      .default([], "the axes in the sweep file"),
  )
  .addOption(
    new Option("--zip [axes]", "vary these axes together, value by value, or all of them; repeatable").argParser(
      (axes: string, before: string[] | undefined) => [...(before ?? []), axes],
    ),
  )
  .addOption(
    new Option(
      "--where <condition>",
      "train only matching settings: shuffleWindow<100, activation=relu,gelu; repeatable",
    )
      .argParser(collect)
      .default([], "all settings"),
  )
  .option(
    "--baseline <values>",
    "compare with this setting, such as activation=relu, at the same values of the other axes (default: the first)",
  )
  .addOption(
    new Option(
      "--tune <field=values>",
      "for each setting, choose the value with the lowest loss, using separate seeds; repeatable",
    )
      .argParser(collect)
      .default([], "no tuning"),
  )
  .option("--tune-replicas <n>", "with --tune: replicas of each candidate (default: 8)")
  .option(
    "--halving [replicas]",
    "drop the worse half of the settings after this many replicas, and again after each doubling (default: an eighth)",
  )
  .addOption(
    new Option(
      "--halving-by <measure>",
      "with --halving: drop the half in which this measure is larger (default: loss)",
    ).choices(["loss", "predictionDifference"]),
  )
  .option("--measures <names>", "further columns, separated by commas: accuracy,excessLoss")
  .option("--data <source>", DATA)
  .addOption(label())
  .option(
    "--out <folder>",
    "train each setting into a folder of its own in this one, then write sweep.json, sweep.csv and report.html; run it again to continue",
  )
  .option("--checkpoint-every <s>", CHECKPOINT)
  .option(
    "--shard <i/N>",
    "with --out: share the work with other machines in this folder: start with every N-th setting; auto in an array job",
  )
  .option("--replace", "with --out: remove another study from a setting's folder")
  .option("--to <engine>", `with --out: hand the settings to an engine: ${TO}`)
  .option("--audit <n>", AUDIT)
  .option("--dry-run", "print the settings and their work, or with --to the files, and train nothing")
  .addOption(workers())
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    `
Ranges: 1..6000*4 is 1, 4, 16, ... up to 6000; 0..10+2 is 0, 2, 4, ... up to 10.

Examples:
  doppelgrad sweep vee --over activation=relu,smelu,gelu --replicas 64
  doppelgrad sweep vee --over activation=relu,smelu --over shuffleWindow=1..6000*4 --baseline activation=relu --out windows
  doppelgrad sweep vee --over optimizer.learningRate=0.03,0.1,0.3 --over epochs=1..16*2 --where epochs<8 --dry-run
  doppelgrad sweep vee --over activation=relu,smelu,tanh --tune optimizer.learningRate=0.03,0.1,0.3
  doppelgrad sweep vee --over hidden=4,8,16,32 --over epochs=1..64*2 --replicas 128 --halving
  doppelgrad sweep grid.yaml --out grid
  doppelgrad sweep grid.yaml --out shared/grid --to parallel`,
  )
  .action(async (study, options) => (await import("./sweep.js")).sweepCommand(study, options, interrupted));

addStudyOptions(program.command("attribute"))
  .summary("show how much of the variance of predictions comes from each source of randomness")
  .description(
    "Trains every combination of the levels of some noise factors and splits the variance of the predictions: the share of each factor alone and of each interaction, with intervals over levels, overall and for each test example. With one run per cell, the highest interaction is also the residual.",
  )
  .argument("[study]", "a preset, a JSON file or a file of data (default: the preset vee)")
  .option("--factors <names>", `two or more of ${FACTORS.join(",")} (default: those that vary in the study)`)
  .option("--levels <counts>", "levels of factors: init=64,shuffle=16; the other factors share the rest of the budget")
  .option(
    "--budget <n>",
    `train at most this many replicas if --levels does not set every number of levels (default: ${BUDGET})`,
  )
  .option("--data <source>", DATA)
  .addOption(label())
  .option(
    "--out <folder>",
    "train into this folder, part by part, then write attribution.json, attribution.csv and report.html; run it again to continue",
  )
  .option("--checkpoint-every <s>", CHECKPOINT)
  .option("--replace", "with --out: remove replicas of a different study from the folder")
  .addOption(workers())
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad attribute vee
  doppelgrad attribute vee --factors init,shuffle --levels init=64,shuffle=16 --out shares
  doppelgrad attribute --data measured.csv --budget 256 --json`,
  )
  .action(async (study, options) => (await import("./attribute.js")).attributeCommand(study, options, interrupted));

addStudyOptions(program.command("explain"))
  .summary("show where replicas disagree: the examples, the plane around them, and how the difference begins")
  .description(
    "Shows the test examples on which the replicas of a result differ most: their inputs, what each replica predicts, and the nearest training examples. For data with two inputs, it maps the plane and the hinges of the first layer. It also shows how a replica parts from a twin that starts one unit in the last place away. A result without parameters is trained again first, to the same bits; a study is trained.",
  )
  .argument(
    "[study]",
    "a result (a JSON file of `run`, or a folder written by --out), or a study as for `run` (default: the preset vee)",
  )
  .option("--examples <n>", "number of examples to explain (default: 10)")
  .option("--neighbours <n>", "number of nearby training examples to list for each (default: 5)")
  .option("--side <n>", "points along each side of the maps; 0: no maps (default: 64)")
  .option("--no-twins", "train no twins")
  .option("--data <source>", `${DATA}; with a result, its data file`)
  .addOption(label())
  .option("--out <folder>", "write explain.json and report.html into this folder")
  .addOption(workers())
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad explain result
  doppelgrad explain result --examples 3 --neighbours 8 --out explained
  doppelgrad explain moons --activation smelu --replicas 64 --no-twins
  doppelgrad explain --data measured.csv --json`,
  )
  .action(async (study, options) => (await import("./explain.js")).explainCommand(study, options, interrupted));

program
  .command("experiments")
  .summary("test what papers say about irreproducibility: list the experiments, or run one")
  .description(
    "Without a name, lists the experiments, each with its paper and the time it takes. With a name, runs that experiment: the claims in the terms of the paper, the verdict on each with the numbers and intervals behind it, and the figures beside them.",
  )
  .argument("[experiment]", "the name of an experiment")
  .option("--replicas <n>", "independent repetitions (default: by the experiment)")
  .option("--seed <n>", "the seed from which all others follow (default: 0)")
  .option("--null-of <line>", "test the rule of this line on data for which its claim is false: it must not hold there")
  .addOption(
    new Option("--data <family>", "with snapp-2021: test on this data family only; repeatable")
      .argParser(collect)
      .default([], "by the experiment"),
  )
  .option("--out <folder>", "write experiment.json and report.html into this folder")
  .addOption(workers())
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    `
snapp-2021 runs the same tests as doppelgrad claims, with the same numbers and verdicts. doppelgrad claims can also continue an interrupted run, repeat with several seeds, and hand the work to a cluster.

Examples:
  doppelgrad experiments
  doppelgrad experiments boubdir-2023 --out elo
  doppelgrad experiments snapp-2021 --data vee --replicas 256`,
  )
  .action(async (name, options) => (await import("./experiments.js")).experimentsCommand(name, options, interrupted));

program
  .command("compare")
  .summary("measure how much the predictions of any models differ, and find the examples that flip")
  .description(
    `Measures how differently models predict, wherever they were trained. Each file holds one model: an array N or N x C in .npy, or a table in CSV or Parquet with one column of probabilities (or values) per class. Or one file holds all models: an array R x N x C or R x N, or a table with a column "model". Examples are matched by id. A result of \`run\` is compared by its predictions.`,
  )
  .argument("<files...>", "files of predictions or folders of them, or one result of `run`")
  .option("--labels <file>", "the correct answers: an array, or a table with a column of labels (and ids)")
  .option(
    "--baseline <file>",
    "predictions of the model in use now: shows what a replacement would change for its users",
  )
  .addOption(predictionTask())
  .option("--id <column>", 'the column that identifies examples (default: "id", if there is one)')
  .option("--label <column>", 'the column of labels (default: "label", if there is one)')
  .option("--group <column>", "also measure each group of examples in this column")
  .addOption(furtherMeasures())
  .addOption(alpha())
  .option("--per-class", "with --measures: also each class by itself")
  .option("--header", "the first row of each text file holds column names, even if they are numbers")
  .option("--no-header", "text files have no column names")
  .option("--flips <n>", "number of flipping examples to list", "100")
  .option("--out <folder>", "write comparison.json, flips.csv and report.html into this folder")
  .addOption(dataOfResult())
  .addOption(workers())
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    () => `
Further measures:
${furtherOfPredictions()}

Examples:
  doppelgrad compare model-*.npy --labels labels.npy
  doppelgrad compare models.parquet --group country --out comparison
  doppelgrad compare models.parquet --measures kappa,auc,calibrationError --per-class
  doppelgrad compare new-1.csv new-2.csv new-3.csv --baseline deployed.csv
  doppelgrad compare tags.npy --task multilabel --labels marks.npy
  doppelgrad compare result`,
  )
  .action(async (files, options) => (await import("./compare.js")).compareCommand(files, options, interrupted));

addRecipeOptions(
  program
    .command("diff")
    .summary("compare two recipes: is B more reproducible than A, and at what loss?")
    .description(
      `Compares two results of \`run\`, or two sets of predictions, on the same examples: ratio and difference of prediction difference, churn and loss, with intervals. Replicas of two results with the same seeds are paired; so are two sets of predictions from equally many models. A result without predictions is trained again.`,
    )
    .argument(
      "<a>",
      "a result of `run`, a file with the predictions of all models, or a folder with one file per model",
    )
    .argument("<b>", "the other"),
)
  .addOption(furtherMeasures())
  .addOption(alpha())
  .option("--flips <n>", "number of examples to list that flip in A alone, and in B alone", "100")
  .option("--out <folder>", "write diff.json, flips.csv and a page, report.html, into this folder")
  .addOption(dataOfResult())
  .addOption(workers())
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    () => `
Further measures:
${furtherOfPredictions()}

Examples:
  doppelgrad diff relu smelu --out comparison
  doppelgrad diff relu.npy smelu.npy --labels labels.npy --measures all
  doppelgrad diff relu-models/ smelu-models/ --json`,
  )
  .action(async (a, b, options) => (await import("./diff.js")).diffCommand(a, b, options, interrupted));

addRecipeOptions(
  program
    .command("power")
    .summary("tell how many replicas are needed to see a ratio between two recipes")
    .description(
      "Computes, from how much replicas vary, how many replicas of each recipe are needed to see a given ratio, and what ratio the existing replicas can show. One result stands for two recipes that vary as it does and share no seeds; two results are a pilot of both recipes. A result without predictions is trained again.",
    )
    .argument(
      "<a>",
      "a result of `run`, a file with the predictions of all models, or a folder with one file per model",
    )
    .argument("[b]", "the same for another recipe"),
)
  .addOption(new Option("--measure <name>", "the measure to compare (default: predictionDifference)").choices(PLANNED))
  .option("--ratio <x>", "the ratio of B to A to detect (default: 1.1)")
  .option("--level <x>", "level of the interval (default: 0.95)")
  .option("--power <x>", "share of such experiments that detect it (default: 0.8)")
  .addOption(dataOfResult())
  .addOption(workers())
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad power result
  doppelgrad power relu smelu --ratio 1.05 --power 0.9
  doppelgrad power models.npy --labels labels.npy --measure churn`,
  )
  .action(async (a, b, options) => (await import("./power.js")).powerCommand(a, b, options, interrupted));

addHandOverOptions(addStudyOptions(program.command("submit")), "parts")
  .summary("hand the parts of a study to Slurm, Kubernetes, GNU parallel or a queue")
  .description(
    "Hands the missing parts of a folder to an engine. slurm: submits an array, followed by a job that writes the result. kubernetes, parallel: writes the files and prints the command that starts them. All files are in FOLDER/submit. A queue on a Redis or PostgreSQL server: `doppelgrad worker` takes parts from it, on any number of machines.",
  )
  .argument("[study]", "as for `run`, or a folder that `run --out` or `submit` started")
  .option("--out <folder>", "the folder of the study, which all machines share")
  .requiredOption("--to <engine>", TO)
  .option("--workers <n>", "without a queue: worker threads per task, and processors to request for it (default: 1)")
  .option("--audit <n>", AUDIT)
  .option("--dry-run", "write nothing and start nothing; print the files")
  .option("--data <source>", DATA)
  .addOption(label())
  .option("--part-size <n>", "replicas per part (default: a few seconds of training)")
  .option("--receipts <n>", "record n states of each training, for verify --segments (default: as in the folder)")
  .option("--replace", "remove a different study from the folder")
  .option("--with <parts>", `add to the JSON of the result: any of ${PARTS.join(",")}`)
  .addOption(json())
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad submit vee --replicas 100000 --out shared/vee --to slurm --tasks 64 --pass=--partition=short
  doppelgrad submit shared/vee --to parallel
  doppelgrad submit vee --replicas 100000 --out vee --to kubernetes --claim shared --dry-run
  doppelgrad submit vee --replicas 100000 --out shared/vee --to redis://queue.example:6379 --audit 2%`,
  )
  .action(async (study, options) => (await import("./submit.js")).submitCommand(study, options, interrupted));

program
  .command("worker")
  .summary("train parts from a queue, beside other workers on other machines")
  .description(
    "Takes parts from a queue of `doppelgrad submit`, trains them into the folder that all machines share, and waits for more. Workers may join and leave at any time. A worker that you stop (Ctrl-C, SIGTERM) gives its parts back; the parts of a killed worker go to others once it has been silent for a while. The worker that finds all parts done writes the result.",
  )
  .addOption(
    new Option("--from <address>", "the server of the queue: redis://HOST:PORT or postgres://USER@HOST/DATABASE")
      .env("DOPPELGRAD_QUEUE")
      .makeOptionMandatory(),
  )
  .option("--out <folder>", "the folder of the study on this machine, if its path differs here")
  .option("--data <file>", "with --out: the data file of the study, if it is not in that folder")
  .option("--queue <name>", "the name of the queue (default: doppelgrad)")
  .option("--until-done", "end when the queue is empty and every study it worked on is complete")
  .option("--lease <seconds>", "reassign the parts of a worker that has been silent for this long (default: 30)")
  .option(
    "--deadline <seconds>",
    "when stopped, end after this long even if parts could not be given back (default: 10)",
  )
  .option("--metrics <port>", "serve metrics for Prometheus at PORT, on this machine alone, or at HOST:PORT")
  .addOption(workers())
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad worker --from redis://queue.example:6379
  doppelgrad worker --from postgres://me@db.example/queue --out /mnt/shared/vee --until-done
  doppelgrad worker --from rediss://queue.example:6380 --metrics 0.0.0.0:9464`,
  )
  .action(async (options) => (await import("./worker.js")).workerCommand(options, interrupted));

program
  .command("status")
  .summary("show how far a study in a folder is: parts done and missing, processes, time left")
  .description(
    "Shows the progress of a study that `run --out` trains into a folder: which parts are done, how far the others are by their checkpoints, which processes are training, how fast, and how much time is left. It only reads records and changes nothing.",
  )
  .argument("<folder>", "a folder that `run --out` fills")
  .option("--watch", "refresh every 2 s until the study is finished")
  .addOption(json())
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad status shared/vee
  doppelgrad status shared/vee --watch
  doppelgrad status shared/vee --json`,
  )
  .action(async (folder, options) => (await import("./status.js")).statusCommand(folder, options));

program
  .command("verify")
  .summary("prove a result, claims or a link: train again in another way, and compare")
  .description(`Trains the study of a result again with another backend and compares every field except the host. For a folder with parts it also recomputes the digest of each part from its numbers. A link is trained with the scalar backend. For claims, it recomputes the verdicts from their evidence. If the folder has a report, it is remade and compared too. The output says what was compared and what was not.

Exit codes: 0 everything compared is the same; 1 something differs, and the first difference is printed; 2 not a result.`)
  .argument("<result>", "a JSON file of `run` or `claims`, a folder written by --out, or a link")
  .addOption(dataOfResult())
  .option("--train", "for claims: also train everything again and compare every number")
  .option(
    "--sample <n>",
    "for a folder with parts: train only n of them again, or a share such as 5%, chosen at random",
  )
  .option("--parts <names>", "for a folder with parts: train only these again, such as 0-15,32-47")
  .option("--segments <n>", "for a folder with receipts: train only n segments again, chosen at random")
  .option("--segment-seed <n>", "with --segments: the seed that chooses them, as printed by verify")
  .addOption(workers())
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad verify result
  doppelgrad verify result.json --data measured.csv
  doppelgrad verify doppelgrad-report --train
  doppelgrad verify shared/vee --sample 5%
  doppelgrad verify shared/vee --segments 20
  doppelgrad verify 'https://example.org/play/#1.eJ...'`,
  )
  .action(async (what, options) => (await import("./verify.js")).verifyCommand(what, options, interrupted));

program
  .command("report")
  .summary("make the page of any stored result, or of several side by side")
  .description(
    "Writes the page of a result: of any JSON that a command has written, or of its folder. By default it is report.html beside the JSON. For a folder with parts it also writes result.json, from the numbers in the parts and without training. A run without parts or predictions is trained again first, to the same bits.\n\nSeveral runs or comparisons of predictions make one page, results.html in this folder: a table of their measures, a figure of their prediction differences, what differs between their studies, and a section for each. Nothing is trained for it. A file that is no page of doppelgrad is never overwritten.",
  )
  .argument("<result...>", "JSON files that commands have written, or folders written by --out")
  .option("--out <path>", "write the page to this file (.html), or into this folder")
  .addOption(dataOfResult())
  .addOption(workers())
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad report shared/vee
  doppelgrad report result --data measured.csv
  doppelgrad report sweep/sweep.json --out sweep.html
  doppelgrad report sweep/settings/* --out settings.html`,
  )
  .action(async (results, options) => (await import("./report.js")).reportCommand(results, options, interrupted));

program
  .command("export")
  .summary("write the networks of a result in the format of another library")
  .description(
    "Writes the networks of a result: their weights, or code that also computes predictions. A result without parameters is trained again first, to the same bits, unless its folder has the parts.",
  )
  .argument("<result>", RESULT)
  .addOption(new Option("--format <name>", "the format to write").choices(EXPORT_FORMATS).makeOptionMandatory())
  .option(
    "--predictions",
    "write the predictions of all replicas for the test examples, not the networks: csv, parquet",
  )
  .option("--replica <r>", "only this replica, counted from 0")
  .option("--all", "all replicas (the default)")
  .option("--ensemble", "all replicas, with the mean of their predictions as the answer: onnx, pytorch, js")
  .option("--out <file>", "the file to write, with or without its extension (default: model, or predictions)")
  .addOption(dataOfResult())
  .addOption(workers())
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    `
Formats (docs/export.md):
  safetensors  weights by the names and in the layout of a PyTorch state dict
  npz          the same for NumPy
  npy          all parameters of each replica in one row
  csv          one parameter a row
  parquet      the same table in Parquet
  onnx         a graph of opset ${OPSET}, for onnxruntime and others
  pytorch      a module of plain PyTorch, and its weights as .npz
  js           one ES module without imports, whose logits are those of doppelgrad, bit for bit

Examples:
  doppelgrad export result --format safetensors --replica 0
  doppelgrad export result --format onnx --ensemble --out models/vee.onnx
  doppelgrad export result --predictions --format parquet`,
  )
  .action(async (result, options) => (await import("./export.js")).exportCommand(result, options, interrupted));

program
  .command("dataset")
  .summary("write the examples of a data set as a table, as training sees them")
  .description(
    "Writes the training or test examples of a data family, or of a file as a study prepares it: inputs and label as training sees them and, where known, the truth, group and weight of each example. Prints CSV.",
  )
  .argument("[study]", "a data family, a file of data, or a study in JSON (default: the family vee)")
  .option("--data <source>", DATA)
  .addOption(label())
  .addOption(
    new Option("--split <name>", "the training or the test examples").choices(["train", "test"]).default("train"),
  )
  .addOption(
    new Option("--set <key=value>", "set a field of the data, e.g. data.noise=0.1; repeatable")
      .argParser(collect)
      .default([], "none"),
  )
  .option("--seed <n>", "short for --set seed=...; it determines the data")
  .option("--out <file>", "write this file: .csv, .parquet, .npy or .json")
  .addOption(json())
  .addHelpText(
    "after",
    () => `
Data families:
${list(Object.entries(FAMILY_SUMMARIES))}

Examples:
  doppelgrad dataset vee --set data.train=500 --seed 3 > vee.csv
  doppelgrad dataset groups --split test --out groups-test.parquet
  doppelgrad dataset examples/data/iris.csv --label species --out iris-as-trained.csv`,
  )
  .action(async (study, options) => (await import("./dataset.js")).datasetCommand(study, options, interrupted));

program
  .command("predict")
  .summary("predict the rows of a file with the networks of a result")
  .description(
    "Predicts each row of a file with every replica of a result, and with their mean. The file needs the columns of the training data, except the label. Prints CSV. A result without parameters is trained again first, to the same bits.",
  )
  .argument("<result>", RESULT)
  .argument("<file>", "the rows: a file in any format that `run` reads")
  .option("--replica <r>", "only this replica, counted from 0")
  .option("--out <file>", "write the answers into this file: .csv or .json")
  .addOption(dataOfResult())
  .addOption(workers())
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad predict result new.csv
  doppelgrad predict result new.csv --replica 0 --out answers.csv`,
  )
  .action(async (result, file, options) =>
    (await import("./predict.js")).predictCommand(result, file, options, interrupted),
  );

addStudyOptions(program.command("link"))
  .summary("train a study and print a link that anyone can check")
  .description(
    "Trains a study up to a step and prints a link that holds the study and its fingerprints. A page opens it; `doppelgrad verify` checks it.",
  )
  .argument("[study]", "a preset, a JSON file or a file of data (default: the preset vee)")
  .requiredOption("--page <url>", "address of the page that opens the link: http, https or file")
  .option("--step <n>", "step at which the page opens (default: the last)")
  .option("--data <source>", "a data family")
  .addOption(backend())
  .addOption(json())
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad link vee --replicas 4 --page https://example.org/play/
  doppelgrad link study.json --step 1000 --page https://example.org/play/`,
  )
  .action(async (study, options) => (await import("./link.js")).linkCommand(study, options, interrupted));

addStudyOptions(program.command("witness"))
  .summary("show what relaxed arithmetic does to a study on this engine")
  .description(
    "Trains a study with strict and with relaxed multiply-add, which an engine may or may not fuse. Shows where the two part, and how far the predictions move compared with a change of seed. This is never a result.",
  )
  .argument("[study]", "a preset, a JSON file or a file of data (default: the preset vee)")
  .option("--data <source>", DATA)
  .addOption(label())
  .addOption(json())
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad witness vee
  doppelgrad witness --data measured.csv --epochs 5 --json`,
  )
  .action(async (study, options) => (await import("./witness.js")).witnessCommand(study, options, interrupted));

addStudyOptions(program.command("bisect"))
  .summary("find the step, the layer, the element and the operation at which two trainings part")
  .description(
    `Trains two sides that should have the same bits, or that differ on purpose, and finds where they part: the first replica, the step (by bisection), then the first array, element and operation, with both values in hex and decimal. A side is a study or a result of \`run\`, together with a backend. Without B, A is compared with itself on another backend.

Exit codes: 0 no difference; 1 a difference, which is printed; 2 bad input.`,
  )
  .argument("[a]", "a preset, a JSON file, a file of data, a result or its folder (default: the preset vee)")
  .argument("[b]", "the other (default: the same as A)")
  .addOption(
    new Option("--a <key=value>", "for A only: backend=NAME, kernel=FILE, or a field of the study; repeatable")
      .argParser(collect)
      .default([], "none"),
  )
  .addOption(
    new Option("--b <key=value>", "for B only; kernel=relaxed is the relaxed build of the package; repeatable")
      .argParser(collect)
      .default([], "none"),
  )
  .option("--data <source>", `${DATA}; with a result, its data file`)
  .addOption(label())
  .option("--replica <r>", "look only at this replica, counted from 0")
  .option("--step <s>", "look only at this step, counted from 1; 0 is the initial parameters")
  .option("--every-step", "compare all steps, even if the final parameters are the same")
  .addOption(json())
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad bisect vee
  doppelgrad bisect vee --a backend=simd --b kernel=relaxed
  doppelgrad bisect study.json --b optimizer.learningRate=0.2
  doppelgrad bisect here/result.json there/result.json`,
  )
  .action(async (a, b, options) => (await import("./bisect.js")).bisectCommand(a, b, options, interrupted));

program
  .command("bench")
  .summary("measure speed on this machine, as ratios and fractions of the peak")
  .description("Compares bits first, then measures speed. The exit code is 1 if the bits differ.")
  .argument("[what]", "kernels, math, replicas or peers", "kernels")
  .option("--quick", "a short trial run; its numbers mean nothing")
  .option(
    "--workers <n>",
    "peers: compare this many workers, 2 or more, with as many processes of each peer, by wall time",
  )
  .option("--rounds <n>", "peers: number of times to run each; the best counts (default: 3)")
  .option("--peers <names>", "peers: only these, e.g. doppelgrad,numpy-batched")
  .option("--jobs <names>", "peers: only these jobs, e.g. S1,S32")
  .option("--out <folder>", "write the numbers and a page of plots into this folder")
  .addOption(json())
  .addHelpText(
    "after",
    `
Benchmarks:
${list(Object.entries(BENCHES))}

Examples:
  doppelgrad bench
  doppelgrad bench math --json
  doppelgrad bench replicas --out bench-report
  doppelgrad bench peers --peers doppelgrad,numpy-batched --jobs S1,M-tanh`,
  )
  .action(async (what, options) => (await import("./bench.js")).benchCommand(what, options, interrupted));

program
  .command("host")
  .summary("check what this engine guarantees")
  .description("Trains one tiny study with each backend and compares its bits with those of the contract.")
  .addOption(json())
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad host
  doppelgrad host --json`,
  )
  .action(async (options) => (await import("./host.js")).hostCommand(options));

program
  .command("completion")
  .summary("print a script that lets a shell complete commands, options and names")
  .description(
    "Prints a script for the Tab key: it completes commands, options and their values, presets and file names.",
  )
  .addArgument(new Argument("<shell>", "the shell to complete in").choices(SHELLS))
  .addHelpText(
    "after",
    `
Examples:
  doppelgrad completion bash >> ~/.bashrc
  doppelgrad completion zsh >> ~/.zshrc
  doppelgrad completion fish > ~/.config/fish/completions/doppelgrad.fish`,
  )
  .action(completionCommand);

program
  .command("completion-server", { hidden: true })
  .argument("[words...]")
  .action((words) => completionServer(program, words, process.env));

for (const command of program.commands) {
  command.showHelpAfterError(`See doppelgrad ${command.name()} --help.`);
  command.option("-q, --quiet", "no progress on stderr").on("option:quiet", silence);
  if (command.options.some((option) => option.attributeName() === "backend"))
    command.hook("preAction", async () =>
      (await import("./slow-backend.js")).sayWhySlow(command.getOptionValue("backend")),
    );
}
