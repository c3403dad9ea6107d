/**
 * The formats in which a model is exported, and what of it.
 */

/** Each format with the endings of its files: PyTorch has a module and its weights. */
export const FORMAT_ENDINGS = {
  safetensors: ["safetensors"],
  npz: ["npz"],
  npy: ["npy"],
  csv: ["csv"],
  parquet: ["parquet"],
  onnx: ["onnx"],
  pytorch: ["py", "npz"],
  js: ["mjs"],
} as const;

/** The name of a format. */
export type ExportFormat = keyof typeof FORMAT_ENDINGS;

export const EXPORT_FORMATS = Object.keys(FORMAT_ENDINGS) as ExportFormat[];

/** Formats that compute predictions; the others hold weights. */
export const COMPUTING_FORMATS: readonly ExportFormat[] = ["onnx", "pytorch", "js"];

/** What of a model is written: one replica, all of them, or all with the mean of their predictions as the answer. */
export type Which = "one" | "all" | "ensemble";
