import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { refusal } from "../refusal.js";
import { opened } from "./opened.js";

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

test.each([
  ["tests/data/files/points.csv", "CSV"],
  ["tests/data/files/points.parquet", "Parquet"],
  ["tests/data/files/points.npy", ".npy"],
])("%s is found by its content", async (path, form) => {
  const { form: found, rows } = await opened(new Uint8Array(readFileSync(path)));
  expect([found, rows.length]).toEqual([form, 60]);
});

describe("a known format that is not read is called by its name", () => {
  test.each([
    ["\xd0\xcf\x11\xe0\xa1\xb1", /Excel/, /CSV/],
    ["\x89PNG\r\n\x1a\n\0\0", "a picture", /table/],
    ["\xff\xd8\xff\xe0\0\x10JFIF", "a picture", /table/],
    ["RDX3\nX\n\0\0\0\x03", "a file of R", /write\.csv/],
    ["X\n\0\0\0\x03\0", "a file of R", /write\.csv/],
    [`MATLAB 5.0 MAT-file${" ".repeat(100)}\0\x01IM`, /MATLAB/, /CSV/],
    ["<stata_dta><header>\0", /Stata/, /CSV/],
    ["$FL2@(#) SPSS DATA FILE\0", /SPSS/, /CSV/],
    ["ORC\0", "ORC", /Parquet/],
    ["Obj\x01\x04", "Avro", /Parquet/],
    ["FEA1\0", "Arrow", /Parquet/],
    ["\x04\x22\x4d\x18", /lz4/, /Unpack/],
    ["Rar!\x1a\x07\0", /archive/, /Unpack/],
    [`a.csv${"\0".repeat(252)}ustar\0`, /tar/, /Unpack/],
    ['<?xml version="1.0"?>\n<a/>', "XML", /CSV/],
    ["%%MatrixMarket matrix coordinate real general\n3 3 1\n1 1 2\n", /Matrix/, /full array/],
    ["-1 1:5.1 3:2\n+1 2:0.5e-3 # x\n", /svmlight/, /full array/],
    ["3 qid:1 1:5.1 3:2\n2 qid:1 2:0.5\n", /svmlight/, /full array/],
    ["\x89HDF\r\n", "HDF5", /CSV/],
    ["ARROW1\0\0", "Arrow", /Parquet/],
    ["SQLite format 3\0", /SQLite/, /CSV/],
    ["\x80\x04\x95", /pickle/, /npy/],
    ["%PDF-1.7\n", /PDF/, /CSV/],
    ["\x28\xb5\x2f\xfd", /zstd/, /Unpack/],
    ["\xfd7zXZ\0", /xz/, /Unpack/],
    ["BZh91AY", /bzip2/, /Unpack/],
    ["<!DOCTYPE html>\n<html>", /HTML/, /Fetch/],
    ["version https://git-lfs.github.com/spec/v1\n", /LFS/, /pull/],
    ["% made\n%\n@RELATION iris\n", "ARFF", /CSV/],
  ] as [string, string | RegExp, RegExp][])("%j", async (start, got, remedy) => {
    await expect(opened(latin1(start))).rejects.toThrow(refusal("wrong-value", "text", got, { remedy }));
  });
});

test("other bytes are none", async () => {
  await expect(opened(Uint8Array.of(1, 2, 3, 0, 0, 0, 7))).rejects.toThrow(
    refusal("wrong-value", "text", "other bytes", { expected: /text, Parquet, \.npy/ }),
  );
});
