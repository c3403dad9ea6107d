import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { test } from "vitest";
import { type Fuzzed, file, fuzz, linesOf } from "./fuzzed.js";

const parquet = ["points", "version2", "encodings", "text", "runs", "missing"];
const [wine, titanic] = [linesOf("winequality-red.csv", 6), linesOf("titanic.csv", 6)];
const zips = [zipSync({ "x.npy": file("files/fortran.npy") }), zipSync({ "t.csv": wine }, { level: 0 })];

const READERS: Fuzzed[] = [
  [".npy", [file("files/points.npy").subarray(0, 400), file("files/points.npy"), file("files/fortran.npy")], 0.12],
  ["Parquet", parquet.map((name) => file(`files/${name}.parquet`)), 0.13],
  ["zip", zips.map((bytes) => new Uint8Array(bytes)), 0.08],
  ["gzip", [wine, titanic].map((bytes) => new Uint8Array(gzipSync(bytes))), 0.07],
];

test.each(READERS)("whatever a file of %s holds, it is read or refused", async (...reader) => fuzz(reader), 3_600_000);
