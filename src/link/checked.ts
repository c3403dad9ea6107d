/**
 * What may stand in a link. A link trains where it is opened, for somebody who has not read it: beside the ordinary
 * rules of a study it opens no file, and its data, its memory and its training are bounded.
 */
import * as v from "valibot";
import { makeDataset } from "../data/dataset.js";
import { contentFields } from "../data/files.js";
import { findSource } from "../data/sources.js";
import { FORMATS } from "../exchange/formats.js";
import { refuseEarlyStopping } from "../run/elsewhere.js";
import { type Prepared, prepare } from "../run/prepare.js";
import { InputError, readOrRefuse, shown, wrongType, wrongValue } from "../study/errors.js";
import { anything, fieldsOf, integer, parseFields, text } from "../study/fields.js";
import { memoryOf } from "../study/plan.js";
import type { DataSpec, StudyInput } from "../study/study.js";
import { type Link, linkSteps } from "./link.js";

/** Products that drawing the data of a link may take: well under a second. */
const MOST_DRAWN = 20000000;
/** Multiplications that training a link may take: minutes. */
const MOST_TRAINED = 1e12;
/** Bytes that training a link may take. */
const MOST_MEMORY = 536870912;
/** Levels of arrays and objects in a link; a study has six at most. */
const MOST_LEVELS = 12;

const SHARE = "Share the result of a run instead.";

const digits = (count: number) => {
  const what = `${count} hex digits, in lower case`;
  return v.pipe(
    text(what),
    v.check((digits) => digits.length === count && /^[0-9a-f]*$/.test(digits), what),
  );
};

const FIELDS = {
  study: v.optional(anything()),
  step: integer(0, 2147483647),
  fingerprint: digits(64),
  trail: v.array(digits(8), "an array of fingerprints' beginnings"),
};

/**
 * A link as it must be: the study resolved, keys in one order.
 * @throws InputError with one sentence for what is none
 */
export async function checkedLink(value: unknown): Promise<Link> {
  const what = "an object { study, step, fingerprint, trail }";
  const fields = fieldsOf(value, "link", what);
  readOrRefuse("link", what, value, () => checkNames(fields, 0));
  for (const key of Object.keys(FIELDS)) {
    if (!Object.hasOwn(fields, key)) throw wrongType("link", "study, step, fingerprint and trail", `no ${key}`);
  }
  const { study: written, step, fingerprint, trail } = parseFields(FIELDS, fields, "link");
  const steps = linkSteps(step).length;
  if (trail.length !== steps)
    throw wrongValue("link.trail", `${steps} entries, as step ${step} has`, String(trail.length));
  try {
    const { study } = await prepareLinked(written as StudyInput, step);
    return { study, step, fingerprint, trail };
  } catch (error) {
    throw inLink(error);
  }
}

/**
 * The setting of a study, once it may stand in a link that shows this step.
 * @param step by default the last
 * @throws InputError
 */
export async function prepareLinked(input: StudyInput, step?: number): Promise<Prepared> {
  const prepared = await prepare(input, {
    async make(data, seed) {
      await checkData(data);
      return makeDataset(data, seed);
    },
  });
  refuseEarlyStopping(prepared.study);
  const { steps } = prepared.plan;
  if (step !== undefined && !(Number.isInteger(step) && step >= 0 && step <= steps)) {
    throw wrongValue("step", `an integer from 0 to ${steps}, the steps of the study`, shown(step));
  }
  checkTraining(prepared, step ?? steps);
  return prepared;
}

/** Before the data are made: they are in the link, and drawing them takes little. */
async function checkData(data: DataSpec): Promise<void> {
  const { name, path, test, bytes } = data as { name: string; path?: unknown; test?: unknown; bytes?: unknown };
  const inline = contentFields(name);
  if (inline.length > 0 && path !== null) {
    const remedy = `Write the ${inline.join(" or ")} of the file: { "name": "${name}", "${inline[0]}": ... }.`;
    throw wrongValue("study.data.path", "no file, which a link cannot carry", shown(path), remedy);
  }
  if (inline.length > 0 && typeof test === "string") {
    throw wrongValue("study.data.test", "a share, because a link cannot carry a file", shown(test));
  }
  if (inline.length > 0 && typeof bytes === "string" && isPacked(bytes)) {
    const got = "bytes of a packed file, of which a few may hold a table of any size";
    throw wrongValue("study.data", "data that a link can carry", got, "Write them as text.");
  }
  await checkDrawing(data);
}

/** Whether bytes in base64 begin as those of a format that packs its tables. What is no base64 is refused when it is read. */
function isPacked(base64: string): boolean {
  const [start] = /^([A-Za-z0-9+/]{4}){0,16}/.exec(base64.replace(/\s+/g, ""))!;
  const head = Uint8Array.from(atob(start), (byte) => byte.charCodeAt(0));
  return FORMATS.some((format) => format.isPacked && format.matches(head));
}

/** Examples times the products that one of them takes. Data that stand in the link are as short as the link. */
async function checkDrawing(data: DataSpec): Promise<void> {
  const products = (await findSource(data.name))?.products?.(data);
  if (products === undefined) return;
  const { train, test } = data as unknown as { train: number; test: number };
  const drawn = (train + test) * products;
  if (drawn <= MOST_DRAWN) return;
  const remedy = `Use fewer examples. ${SHARE}`;
  throw wrongValue(
    "study.data",
    `data that a link can draw in at most ${MOST_DRAWN} products`,
    `${train} + ${test} examples of ${products} each`,
    remedy,
  );
}

function checkTraining({ study, plan, dataset }: Prepared, step: number): void {
  const examples = { train: dataset.train.count, test: dataset.test.count };
  const { workOfExample = 0, workOfStep = 0 } = plan.noise ?? {};
  const bytes = memoryOf(study, plan, examples, 1);
  if (bytes > MOST_MEMORY) {
    throw wrongValue(
      "study",
      "at most 512 MiB of memory in a link",
      `a study that needs about ${Math.ceil(bytes / 1048576)} MiB`,
      SHARE,
    );
  }
  const trained = study.order
    ? study.order.slice(0, step).reduce((sum, batch) => sum + batch.length, 0)
    : step * study.batchSize;
  // Forward, backward and gradient of each example; the update of each step; the test set at each step of the trail.
  const ofNetwork = plan.parameterCount * (3 * trained + step + 9 * examples.test * (study.mcPasses ?? 1));
  const products = study.replicas * (ofNetwork + workOfExample * trained + workOfStep * step);
  if (products <= MOST_TRAINED) return;
  const got = `${step} steps of ${study.replicas} replicas, about ${products.toPrecision(2)}`;
  throw wrongValue(
    "study",
    `a training of at most ${MOST_TRAINED.toExponential(0)} multiplications in a link`,
    got,
    `Show an earlier step. ${SHARE}`,
  );
}

/** Names that every object has are no fields, and a study is not deep: what comes after may rely on both. */
function checkNames(value: unknown, level: number): void {
  if (typeof value !== "object" || value === null) return;
  if (level > MOST_LEVELS) throw wrongValue("link", `at most ${MOST_LEVELS} levels of arrays and objects`, "more");
  for (const [key, inner] of Object.entries(value)) {
    if (key in Object.prototype) throw wrongType("link", "the fields of a study", `a field "${key}"`);
    checkNames(inner, level + 1);
  }
}

/** The same error, told of a link. */
function inLink(error: unknown): unknown {
  if (!(error instanceof InputError)) return error;
  const inside = /^(study|step)\b/.test(error.path) ? "." : ": ";
  return new InputError({ ...error, path: `link${inside}${error.path}` });
}
