import { test } from "vitest";
import { type Fuzzed, file, fuzz, linesOf, text } from "./fuzzed.js";

const FORMS = [
  "winequality-red.csv",
  "titanic.csv",
  "auto-mpg.data",
  "AirQualityUCI.csv",
  "mtcars-from-r.txt",
  "sep.csv",
  "with-title.csv",
  "from-savetxt.txt",
];

const READERS: Fuzzed[] = [
  ["text", [...FORMS.map((name) => linesOf(name, 6)), file("forms/unicode-text-from-excel.txt").subarray(0, 200)], 0.3],
  [
    "JSON",
    [linesOf("reviews.jsonl", 5), text('[{"a":1,"b":"x"},{"a":2,"b":null}]'), text('{"a":[1,2],"b":[3,4]}')],
    0.08,
  ],
];

test.each(READERS)("whatever a file of %s holds, it is read or refused", async (...reader) => fuzz(reader), 3_600_000);
