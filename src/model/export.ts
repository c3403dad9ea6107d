/**
 * A model in the formats of others: its weights, or what also computes predictions.
 */

import * as v from "valibot";
import { toBase64 } from "../host/base64.js";
import { littleEndianBytes } from "../host/bytes.js";
import { OF_RUN } from "../run/elsewhere.js";
import { EXECUTION } from "../run/execution.js";
import { GIVEN_FILE } from "../run/given-file.js";
import type { RetrainOptions } from "../run/retrain.js";
import { misplaced, notOneOf, shown } from "../study/errors.js";
import { flag, integer, oneOf, text } from "../study/fields.js";
import { parseOptions } from "../study/options.js";
import { COMPUTING_FORMATS, EXPORT_FORMATS, type ExportFormat, FORMAT_ENDINGS, type Which } from "./formats.js";
import { type AnyResult, type Model, modelOf } from "./model.js";

/** What is exported, and how a result without parameters is trained again. */
export interface ExportOptions extends RetrainOptions {
  /** safetensors, npz, npy, csv, parquet: weights. onnx, pytorch, js: what also computes predictions. */
  format: ExportFormat;
  /** Whether predictions of the test examples are written, not the networks: csv, parquet. Default false. */
  predictions?: boolean;
  /** The index of one replica. Default: all of them. */
  replica?: number;
  /** Whether the mean of all replicas' predictions is the answer, in a format that computes. Default false. */
  ensemble?: boolean;
  /** The name of the file without its ending; of PyTorch's module, which names the file of its weights. Default "model". */
  name?: string;
}

/** What an export gives. */
export interface Exported {
  /** The files: one, or for PyTorch the module and the weights. */
  files: {
    /** With its ending: "model.onnx". */
    name: string;
    /** Its content. */
    bytes: Uint8Array;
  }[];
  /** Whether the result had no parameters, so that it was trained again; its fingerprint came out the same. */
  retrained: boolean;
}

const { predictions: _, ...ELSEWHERE } = OF_RUN;
const NAME = "the name of a file, without a folder";
const OPTIONS = {
  ...EXECUTION,
  data: GIVEN_FILE,
  format: oneOf(...EXPORT_FORMATS),
  replica: integer(0, Number.MAX_SAFE_INTEGER),
  predictions: flag(),
  ensemble: flag(),
  name: v.pipe(
    text(NAME),
    v.check((name) => /^[^/\\\0]+$/.test(name), NAME),
  ),
};

/** Writes a model in another format (`lazy.ts` says what it takes). */
export async function exportModel(result: AnyResult, options: ExportOptions): Promise<Exported> {
  const parsed = parseOptions<ExportOptions>(OPTIONS, options, ELSEWHERE);
  const { format, replica, predictions, ensemble, name = "model", ...retrain } = parsed;
  if (format === undefined) throw notOneOf("options.format", format, EXPORT_FORMATS);
  if (predictions) {
    if (!isTableFormat(format)) throw notOneOf("options.format", format, Object.keys(TABLES));
    if (ensemble) throw misplaced("options.ensemble", "nothing beside predictions", shown(ensemble));
    const { predictionTable } = await import("./prediction-table.js");
    const { table, retrained } = await predictionTable(result, replica ?? null, retrain);
    return { files: [{ name: `${name}.${format}`, bytes: await TABLES[format](table) }], retrained };
  }
  if (ensemble && !COMPUTING_FORMATS.includes(format))
    throw misplaced("options.ensemble", `nothing, for ${format} holds weights, which have no mean`, shown(ensemble));
  if (ensemble && replica !== undefined)
    throw misplaced("options.ensemble", "nothing beside one replica", shown(ensemble));
  const which = replica !== undefined ? "one" : ensemble ? "ensemble" : "all";
  const model = await modelOf(result, replica ?? null, retrain);
  const contents = await WRITERS[format](model, which, name);
  const files = FORMAT_ENDINGS[format].map((ending, n) => ({ name: `${name}.${ending}`, bytes: contents[n]! }));
  return { files, retrained: model.retrained };
}

/** Columns of a table, by name. */
type Columns = Parameters<typeof import("../exchange/write-parquet.js").writeParquet>[0];

/** Formats of tables. */
const TABLES = {
  async csv(columns: Columns): Promise<Uint8Array> {
    const { writeCsv } = await import("../exchange/write-csv.js");
    return bytesOf(writeCsv(Object.fromEntries(Object.entries(columns).map(([name, { cells }]) => [name, cells]))));
  },
  async parquet(columns: Columns): Promise<Uint8Array> {
    return (await import("../exchange/write-parquet.js")).writeParquet(columns);
  },
};

const isTableFormat = (format: ExportFormat): format is keyof typeof TABLES => Object.hasOwn(TABLES, format);

async function parametersOf(model: Model): Promise<Columns> {
  const { replica, layer, parameter, input, output, value } = (await import("./weights.js")).parameterTable(model);
  return {
    replica: { type: "INT32", cells: replica },
    layer: { type: "INT32", cells: layer },
    parameter: { type: "STRING", cells: parameter },
    input: { type: "INT32", cells: input },
    output: { type: "INT32", cells: output },
    value: { type: "FLOAT", cells: value },
  };
}

/** The contents of the files, in the order of their endings. */
type Writer = (model: Model, which: Which, name: string) => Promise<Uint8Array[]>;

/** Each is loaded when it is wanted. */
const WRITERS: Readonly<Record<ExportFormat, Writer>> = {
  async safetensors(model, which) {
    const [{ stateDict }, { writeSafetensors }] = await Promise.all([
      import("./weights.js"),
      import("../exchange/safetensors.js"),
    ]);
    const metadata = { format: "pt", ...aboutOf(model) };
    return [writeSafetensors(stateDict(model, which === "one"), metadata)];
  },
  async npz(model, which) {
    const [{ stateDict }, { writeNpz }] = await Promise.all([import("./weights.js"), import("../exchange/npz.js")]);
    return [writeNpz(stateDict(model, which === "one"))];
  },
  async npy({ replicas }, which) {
    const { writeNpy } = await import("../exchange/write-npy.js");
    const { length } = replicas[0]!.parameters;
    const values = new Float32Array(replicas.length * length);
    replicas.forEach(({ parameters }, r) => values.set(parameters, r * length));
    return [writeNpy({ shape: which === "one" ? [length] : [replicas.length, length], values })];
  },
  async csv(model) {
    return [await TABLES.csv(await parametersOf(model))];
  },
  async parquet(model) {
    return [await TABLES.parquet(await parametersOf(model))];
  },
  async onnx(model, which) {
    const { onnxFile } = await import("./onnx.js");
    return [onnxFile(model, which, aboutOf(model))];
  },
  async pytorch(model, which, name) {
    const [{ pytorchModule }, weights] = await Promise.all([import("./pytorch.js"), WRITERS.npz(model, which, name)]);
    return [bytesOf(pytorchModule(model, which, `${name}.npz`, sentenceOf(model, which))), ...weights];
  },
  async js(model, which) {
    const { default: predictor } = await import("../../build/predictor.txt");
    return [bytesOf(jsModule(model, which, predictor))];
  },
};

/** One ES module without imports: the text that computes, then the model. */
function jsModule(model: Model, which: Which, predictor: string): string {
  const { study, layers, replicas, preprocessing } = model;
  const written = {
    study: { activation: study.activation, loss: study.loss },
    widths: [layers[0]!.inputs, ...layers.map(({ outputs }) => outputs)],
    preprocessing,
    replicas: replicas.map(({ index, parameters }) => ({ index, parameters: toBase64(littleEndianBytes(parameters)) })),
  };
  return `/**
 * ${sentenceOf(model, which)}
 *
 *     import { predict } from "./model.mjs";
 *     const { mean, replicas } = predict([${exampleRow(model)}]);
 */
${predictor.trim()}
export const model = ${JSON.stringify(written)};
export const predict = predictor.predictorOf(model);
`;
}

/** A row as it is given to the module. */
function exampleRow({ layers, preprocessing }: Model): string {
  if (preprocessing === null) return JSON.stringify(Array(layers[0]!.inputs).fill(0));
  const cells = preprocessing.inputs.map((input) => [
    input.column,
    input.kind === "category" ? input.values[0] : input.mean,
  ]);
  return JSON.stringify(Object.fromEntries(cells)).replaceAll("*/", "* /");
}

/** What is said of a model in its file. */
function aboutOf({ study, fingerprint, preprocessing }: Model): Record<string, string> {
  return {
    fingerprint,
    loss: study.loss,
    activation: JSON.stringify(study.activation),
    ...(preprocessing && { preprocessing: JSON.stringify(preprocessing) }),
  };
}

function sentenceOf({ replicas, fingerprint }: Model, which: Which): string {
  const whose = which === "one" ? `Replica ${replicas[0]!.index}` : `The ${replicas.length} replicas`;
  return `${whose} of the result with fingerprint ${fingerprint}, as doppelgrad trained ${which === "one" ? "it" : "them"}.`;
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
