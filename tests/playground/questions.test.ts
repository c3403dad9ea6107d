/** Files of every form reach a training by clicks alone: what the SDK asks, the page asks in words of its own. */
import { readdirSync, readFileSync } from "node:fs";
import { InputError } from "doppelgrad";
import { expect, test } from "vitest";
import { openSession } from "../../playground/src/engine/session.js";
import { type FileSpec, withInputs, without } from "../../playground/src/file-columns.js";
import { type Question, questionOf } from "../../playground/src/questions.js";

/** The question that a file gives rise to; null where it is trained. */
async function ask(data: FileSpec): Promise<Question | null> {
  try {
    await openSession({ data, replicas: 2, epochs: 1 });
    return null;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return questionOf({ ...error }, data, "my.csv");
  }
}

/** All that is asked on the way to a training, each with the answers; what is chosen is said, or else comes first. */
async function asked(data: FileSpec, chosen: readonly string[] = []): Promise<string[]> {
  const texts: string[] = [];
  for (let now = data; ; ) {
    const question = await ask(now);
    if (!question) return texts;
    const { text, answers } = question;
    const says = answers.map((answer) => answer.says);
    texts.push([text, ...says].join(" | "));
    // Fields and values of the SDK are no words of the page.
    expect(texts.at(-1)).not.toMatch(/data\.|study\.|one-hot|undefined|\[object|“”|null/);
    expect([new Set(says).size, text]).toEqual([says.length, text.trim()]);
    expect(answers, texts.join("\n")).not.toEqual([]);
    const answer = answers.find((each) => chosen.includes(each.says)) ?? answers[0]!;
    expect(answer.data, text).not.toEqual(now);
    now = answer.data;
    expect(texts.length, texts.join("\n")).toBeLessThan(12);
  }
}

const file = (lines: readonly string[], more: Partial<FileSpec> = {}): FileSpec => ({
  name: "file",
  text: lines.join("\n"),
  ...more,
});
/** Numbers that are plainly numbers, and a class. */
const rows = (row: (n: number) => string, count = 30): string[] => Array.from({ length: count }, (_, n) => row(n));
const half = (n: number): string => `${(n * 7) % 11}.5`;

test.for(readdirSync("tests/data/forms").filter((name) => name !== "make.py"))(
  "%s is trained by clicks alone",
  async (name) => {
    const bytes = readFileSync(`tests/data/forms/${name}`).toString("base64");
    await asked({ name: "file", bytes }, ["Data", "Amounts", "Leave those rows out"]);
  },
);

const QUESTIONS: Record<string, [FileSpec, string]> = {
  "two columns may be the label": [
    file(["class,a,z", ...rows((n) => `${n % 2},${half(n)},${half(n + 1)}`)]),
    "Which column do you want to predict? | class | z",
  ],
  "integers may be classes": [
    file(["a,y", ...rows((n) => `${half(n)},${(n * 5) % 13}`)]),
    "“y”, the column to be predicted, has integers of 13 different values. Are they classes or amounts? | Classes | Amounts",
  ],
  "a word among labels": [
    file(["a,y", ...rows((n) => `${half(n)},${n === 4 ? "hm" : n % 2}`)]),
    "Line 6 has “hm” among numbers in “y”, the column to be predicted. Are its values classes? | Classes",
  ],
  "a label is missing": [
    file(["a,y", ...rows((n) => `${half(n)},${n === 4 ? "" : n % 2}`)]),
    "Line 6 has no value in “y”, the column to be predicted. | Leave out rows without one",
  ],
  "numbers are missing": [
    file(["a,b,y", ...rows((n) => `${half(n)},${n % 9 ? half(n + 2) : "NA"},${n % 2}`)]),
    "Values are missing: 4 in “b” (first “NA” in line 2). | Leave those rows out | Fill in medians | Fill in means",
  ],
  "text is missing": [
    file(["a,b,y", ...rows((n) => `${half(n)},${n % 9 ? "ab"[n % 2] : ""},${n % 2}`)]),
    "Values are missing: 4 in “b” (first in line 2). A gap in text may be a category of its own. | Leave those rows out | Fill in medians, and categories | Fill in means, and categories",
  ],
  "a column of gaps": [
    file(["a,b,y", ...rows((n) => `${half(n)},NA,${n % 2}`)]),
    "Every value of “b” is missing. | Leave the column out",
  ],
  "a column counts": [
    file(["n,a,y", ...rows((n) => `${n + 1},${half(n)},${n % 2}`)]),
    "“n” counts the rows. What is it for? | Nothing: leave it out | It names the rows | It groups the rows | It is an input",
  ],
  "an identifier repeats": [
    file(["user_id,a,y", ...rows((n) => `${n % 7},${half(n)},${n % 2}`)]),
    "“user_id” looks like an identifier. What is it for? | Nothing: leave it out | It names the rows | It groups the rows | It is an input",
  ],
  "a column without a name": [
    file([",a,y", ...rows((n) => `${n % 7},${half(n)},${n % 2}`)]),
    "A column has no name. What is it for? | Nothing: leave it out | It names the rows | It groups the rows | It is an input",
  ],
  dates: [
    file(["d,a,y", ...rows((n) => `2021-03-${n + 1},${half(n)},${n % 2}`)]),
    "“d” holds dates. How should the network read them? | As days | Not at all",
  ],
  "dates in doubt": [
    file(["d,a,y", ...rows((n) => `0${(n % 9) + 1}/0${(n % 8) + 1}/2021,${half(n)},${n % 2}`)]),
    "In the dates of “d” day and month cannot be told apart. | Leave the column out",
  ],
  "a word among numbers": [
    file(["a,b,y", ...rows((n) => `${n === 9 ? "hm" : n * n + 0.5},${half(n)},${n % 2}`)]),
    "Line 11 has “hm” in “a”, a column of numbers. Is every value a category? | Leave the column out | Each value is a category",
  ],
  "too many categories": [
    file(["a,b,y", ...rows((n) => `${half(n)},w${n},${n % 2}`, 150)]),
    "“b” holds more different texts than categories usually have. | Leave the column out | Each value is a category",
  ],
  "no header": [
    file(rows((n) => `${half(n)},${n % 2}`)),
    "Line 1 holds the number 0.5 in column 1. Are these names of the columns, or data? | Names | Data",
  ],
  "a title": [
    file(["My table", "a,b,y", ...rows((n) => `${half(n)},${half(n + 3)},${n % 2}`)]),
    "Line 1 is of another form than the rows below it. | Skip the first line",
  ],
  delimiters: [
    file(rows((n) => (n === 0 ? "a;b,c" : `${"xu"[n % 2]}${n % 3};y${n % 4},z${n % 5}`))),
    "What stands between two cells of a row? | A comma | A semicolon",
  ],
  "a comma in doubt": [
    file(["a;b;y", ...rows((n) => `${n + 1},123;${half(n)};${n % 2}`)]),
    "How is the number 1,123 to be read? | Its comma begins the fraction | Its comma groups digits",
  ],
  "letters of Windows": [
    {
      name: "file",
      bytes: Buffer.from(
        ["a,y", ...rows((n) => `${half(n)},${n % 2 ? "caf\xe9" : "bar"}`)].join("\n"),
        "latin1",
      ).toString("base64"),
    },
    "The text is not in UTF-8. Which letters are in it? | Western European | Central European | Cyrillic | Chinese | Japanese | Korean",
  ],
  "arrays of text": [
    file(rows((n) => JSON.stringify([n === 0 ? "a" : "ab"[n % 2], n % 3 ? "yes" : "no"]))),
    "Line 1 holds text alone. Are these names of the columns, or data? | Names | Data",
  ],
  "a comment behind": [
    file(["a,b,y", ...rows((n) => (n === 29 ? "# the end" : `${half(n)},${half(n + 3)},${n % 2}`))]),
    "Line 31 begins with #. Is it a comment? | A comment",
  ],
  "a column that is gone": [
    file(["a,b,y", ...rows((n) => `${half(n)},${half(n + 3)},${n % 2}`)], { label: "c" }),
    "The file has no column “c” as it is read now. | Read it again without that choice",
  ],
};

test.for(Object.entries(QUESTIONS))("%s: a question, and any answer leads on", async ([, [data, first]]) => {
  const { answers } = (await ask(data))!;
  for (const { says } of answers) expect((await asked(data, [says]))[0]).toBe(first);
});

test("a column that is an input is one", async () => {
  const data = file(["n,a,y", ...rows((n) => `${n + 1},${half(n)},${n % 2}`)]);
  const answer = (await ask(data))!.answers.find(({ input }) => input)!;
  const { active } = await openSession({ data: answer.data, replicas: 2 });
  const all = withInputs(answer.data, active.preprocessing!, [answer.input!]);
  expect((await openSession({ data: all, replicas: 2 })).active.inputNames).toEqual(["n", "a"]);
  expect((await openSession({ data: without(all, "a"), replicas: 2 })).active.inputNames).toEqual(["n"]);
});

test("what is no data is one sentence, without a question", async () => {
  const bytes = (...content: (string | number)[]): FileSpec => ({
    name: "file",
    bytes: Buffer.concat(
      content.map((part) => (typeof part === "number" ? Buffer.alloc(part) : Buffer.from(part, "latin1"))),
    ).toString("base64"),
  });
  const said = async (data: FileSpec) => {
    const { text, answers } = (await ask(data))!;
    expect(answers).toEqual([]);
    return text;
  };
  expect(await said(bytes("\x89PNG\r\n\x1a\n", 8, "IHDR", 40))).toBe(
    "my.csv is a picture, which this page does not read. Give a table, in which a row is an example.",
  );
  expect(await said(bytes("\x07\x01\x02\x03", 600))).toBe(
    "my.csv holds no table that this page reads. It reads text such as CSV, JSON, Parquet, .npy and .npz, also packed by gzip or zip.",
  );
  expect(await said(bytes("\xd0\xcf\x11\xe0", 600))).toBe(
    "my.csv is a workbook of Excel, which this page does not read. Save it as CSV.",
  );
  expect(await said(file([]))).toBe("my.csv is empty.");
  expect(await said(file(["y", ...rows((n) => `${n % 2}`)]))).toBe(
    "my.csv has no column to predict from, beside the one to be predicted.",
  );
  expect(await said(file(["a,b,y"]))).toBe("my.csv has no rows of data. Two are needed at least.");
  expect(await said(file(["a,b,y", "1,2,yes"]))).toBe("my.csv has one row of data. Two are needed at least.");
  expect(await said(file(["a,b,y", "1,2,yes", "2,2,no"]))).toBe(
    "my.csv: no class has a second row, so none is left to test on.",
  );
  expect(await said(file(["a,b,y", "1,2,yes", "2,2,yes"]))).toMatch(/^my\.csv/);
  expect(await said(file(["a,b,y", "1,2,yes", "2,2"]))).toMatch(/^my\.csv line 3: /);
});
