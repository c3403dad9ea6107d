/**
 * What the SDK asks of a file, in the page's words, and the answers that a click gives. A refusal names the fields of
 * `data` that settle it; every such field has its question here.
 */
import type { Refusal } from "doppelgrad";
import { capital } from "../../src/study/errors.js";
import { type FileSpec, without } from "./file-columns.js";

export interface Question {
  /** What is wrong or unclear, in whole sentences. */
  text: string;
  /** What the visitor may say to it; none where nothing but another file helps. */
  answers: Answer[];
}

export interface Answer {
  says: string;
  /** The file as it is to be read then. */
  data: FileSpec;
  /** A column that the SDK would leave out, and that is an input. */
  input?: string;
}

/** What is known of a refusal. */
interface Refused {
  refusal: Refusal;
  data: FileSpec;
  /** The column it is about, and its row in words: "Line 7"; the whole file where there is none. */
  column: string;
  place: string;
}

/** Bytes that are no UTF-8 are most often one of these. */
const ENCODINGS: readonly [says: string, encoding: string][] = [
  ["Western European", "windows-1252"],
  ["Central European", "windows-1250"],
  ["Cyrillic", "windows-1251"],
  ["Chinese", "gb18030"],
  ["Japanese", "shift_jis"],
  ["Korean", "euc-kr"],
];

/** By the field that settles it; the first that a refusal names asks. */
const QUESTIONS: Readonly<Record<string, (refused: Refused) => Question>> = {
  label: ({ refusal, data }) => ({
    text: "Which column do you want to predict?",
    answers: quotedIn(refusal.remedy).map((label) => ({ says: label, data: { ...data, label } })),
  }),
  task: ({ refusal, data, column, place }) => ({
    text: place
      ? `${place} has ${refusal.got} in “${column}”, the column to be predicted. Are its values classes?`
      : `“${column}”, the column to be predicted, has ${refusal.got}. Are they classes or amounts?`,
    answers: [
      { says: "Classes", data: { ...data, task: "classes" } },
      ...(place ? [] : [{ says: "Amounts", data: { ...data, task: "regression" as const } }]),
    ],
  }),
  missing: askMissing,
  id: ({ refusal, data, column }) => ({
    text: `${column ? `“${column}”` : "A column"} ${refusal.got.replace(/^one (that )?/, "").replace("without a name", "has no name")}. What is it for?`,
    answers: [
      { says: "Nothing: leave it out", data: without(data, column) },
      ...(data.id == null ? [{ says: "It names the rows", data: { ...data, id: column } }] : []),
      ...(data.groups == null ? [{ says: "It groups the rows", data: { ...data, groups: column } }] : []),
      { says: "It is an input", data: without(data, column), input: column },
    ],
  }),
  dates: ({ data, column }) => ({
    text: `“${column}” holds dates. How should the network read them?`,
    answers: [
      { says: "As days", data: { ...data, dates: "days" } },
      { says: "Not at all", data: without(data, column) },
    ],
  }),
  categories: ({ refusal, data, column, place }) => ({
    text: place
      ? `${place} has ${refusal.got} in “${column}”, a column of numbers. Is every value a category?`
      : `“${column}” holds more different texts than categories usually have.`,
    answers: [
      { says: "Leave the column out", data: without(data, column) },
      {
        says: "Each value is a category",
        data: { ...data, categories: { ...named(data.categories), [column]: "one-hot" } },
      },
    ],
  }),
  ignore: ({ refusal, data, column }) => ({
    text: refusal.got.startsWith("none")
      ? `Every value of “${column}” is missing.`
      : `In the dates of “${column}” day and month cannot be told apart.`,
    answers: [{ says: "Leave the column out", data: without(data, column) }],
  }),
  header: ({ refusal, data, place }) => ({
    text: `${place || "The first row"} holds ${refusal.got}. Are these names of the columns, or data?`,
    answers: [
      { says: "Names", data: { ...data, header: true } },
      { says: "Data", data: { ...data, header: false } },
    ].filter(({ data: { header } }) => refusal.remedy.includes(`data.header=${header}`)),
  }),
  skip: ({ refusal, data, place }) => {
    const skip = Number(/data\.skip=(\d+)/.exec(refusal.remedy)![1]);
    return {
      text: `${place} is of another form than the rows below it.`,
      answers: [{ says: skip === 1 ? "Skip the first line" : `Skip the first ${skip} lines`, data: { ...data, skip } }],
    };
  },
  comment: ({ refusal, data, place }) => {
    const comment = quotedIn(/data\.comment=(.*)/.exec(refusal.remedy)![1]!)[0]!;
    const skip = /data\.skip=(\d+)/.exec(refusal.remedy)?.[1];
    return {
      text: `${place} begins with ${comment}. Is it a comment?`,
      answers: [
        { says: "A comment", data: { ...data, comment } },
        ...(skip === undefined ? [] : [{ says: "A row", data: { ...data, skip: Number(skip) } }]),
      ],
    };
  },
  delimiter: ({ refusal, data }) => ({
    text: "What stands between two cells of a row?",
    answers: quotedIn(refusal.got).map((delimiter) => ({
      says: { ",": "A comma", "\t": "A tab", ";": "A semicolon", "|": "A bar", " ": "Spaces" }[delimiter] ?? delimiter,
      data: { ...data, delimiter },
    })),
  }),
  decimal: ({ refusal, data }) => ({
    text: `How is the number ${unquoted(refusal.got)} to be read?`,
    answers: (["decimal", "thousands"] as const).map((field) => {
      const mark = new RegExp(`data\\.${field}="(.)"`).exec(refusal.remedy)![1]!;
      const says = `Its ${mark === "," ? "comma" : "point"} ${field === "decimal" ? "begins the fraction" : "groups digits"}`;
      return { says, data: { ...data, [field]: mark } };
    }),
  }),
  encoding: ({ data }) => ({
    text: `The text is not in ${data.encoding ? "that encoding" : "UTF-8"}. Which letters are in it?`,
    answers: ENCODINGS.filter(([, encoding]) => encoding !== data.encoding).map(([says, encoding]) => ({
      says,
      data: { ...data, encoding },
    })),
  }),
};
// A number that is in doubt is asked for once.
const ASKED_AS: Readonly<Record<string, string>> = { thousands: "decimal", groups: "id", inputs: "id" };

/** Of a refused column the one that was chosen last is forgotten. */
const CHOSEN = /^study\.data\.(label|id|groups|weights)$/;

/**
 * @param refusal what the SDK refused of this file
 * @param name of the file
 */
export function questionOf(refusal: Refusal, data: FileSpec, name: string): Question {
  const { text, answers } = questionIn(refusal, data, name);
  return { text: text.replaceAll(/"((?:[^"\\]|\\.)*)"/g, "“$1”"), answers };
}

function questionIn(refusal: Refusal, data: FileSpec, name: string): Question {
  const { path, remedy } = refusal;
  const chosen = CHOSEN.exec(path)?.[1];
  if (chosen) {
    const text = `The file has no column ${refusal.got} as it is read now.`;
    return { text, answers: [{ says: "Read it again without that choice", data: { ...data, [chosen]: null } }] };
  }
  // Which delimiter it might be, nobody can guess: there is nothing to choose from.
  if (refusal.expected.startsWith("a column of inputs")) return { text: sentenceOf(refusal, name), answers: [] };
  const fields = [...remedy.matchAll(/\bdata\.(\w+)/g)].map(([, field]) => ASKED_AS[field!] ?? field!);
  const field = Object.keys(QUESTIONS).find((each) => fields.includes(each) && each !== "ignore") ?? fields[0];
  const ask = field === undefined ? undefined : QUESTIONS[field];
  if (!ask) return { text: sentenceOf(refusal, name), answers: [] };
  const [, unit, row] = / (line|row(?: index)?) (\d+)(, column|$)/.exec(path) ?? [];
  // The remedy has the name whole, where the path may have cut it.
  const column =
    /data\.ignore=\["(.*?)"\]/.exec(remedy)?.[1] ?? quotedIn(/, column (.*)$/.exec(path)?.[1] ?? "")[0] ?? "";
  return ask({ refusal, data, column, place: unit ? capital(`${unit} ${row}`) : "" });
}

/** A file that gives no data, whatever is said of it. */
function sentenceOf({ path, expected, got, remedy }: Refusal, name: string): string {
  if (expected.startsWith("a table: text")) {
    const what =
      got === "other bytes" ? "holds no table that this page reads" : `is ${got}, which this page does not read`;
    return `${name} ${what}. ${remedy || "It reads text such as CSV, JSON, Parquet, .npy and .npz, also packed by gzip or zip."}`;
  }
  if (got === "an empty file") return `${name} is empty.`;
  if (expected.startsWith("at least two rows"))
    return `${name} has ${got === "one" ? "one row" : "no rows"} of data. Two are needed at least.`;
  if (expected.startsWith("a column of inputs"))
    return `${name} has no column to predict from, beside the one to be predicted.`;
  if (expected.startsWith("a class with")) return `${name}: no class has a second row, so none is left to test on.`;
  if (/^at least two (classes|different)/.test(expected))
    return `${name}: all rows to train on have the same label, ${got.replace("only ", "")}.`;
  return `${path.replace(/^file\b/, name)}: expected ${expected}; got ${got}.${remedy && ` ${remedy}`}`;
}

function askMissing({ refusal, data, column, place }: Refused): Question {
  if (refusal.expected === "a label") {
    const missing = typeof data.missing === "string" ? "drop" : ({ ...data.missing, [column]: "drop" } as const);
    return {
      text: `${place} has no value in “${column}”, the column to be predicted.`,
      answers: [{ says: "Leave out rows without one", data: { ...data, missing } }],
    };
  }
  const isText = refusal.remedy.includes("category");
  const columns = quotedIn(refusal.got.replace(/\(first .*?\)/g, ""));
  const isCut = / more columns$/.test(refusal.got);
  const answer = (policy: "drop" | "median" | "mean") => ({
    ...data,
    missing: isCut ? policy : { ...named(data.missing), ...Object.fromEntries(columns.map((each) => [each, policy])) },
  });
  return {
    text: `Values are missing: ${refusal.got.replaceAll("(first line", "(first in line")}.${isText ? " A gap in text may be a category of its own." : ""}`,
    answers: [
      { says: "Leave those rows out", data: answer("drop") },
      { says: isText ? "Fill in medians, and categories" : "Fill in medians", data: answer("median") },
      { says: isText ? "Fill in means, and categories" : "Fill in means", data: answer("mean") },
    ],
  };
}

/** What a policy says by column; one for all columns says nothing by name. */
const named = <Policies>(policies: Policies): Exclude<Policies, string> =>
  (typeof policies === "object" ? policies : {}) as Exclude<Policies, string>;

/** The texts that stand in quotes, as JSON has them. */
function quotedIn(text: string): string[] {
  return (text.match(/"(?:[^"\\]|\\.)*"/g) ?? []).map((each) => JSON.parse(each) as string);
}

const unquoted = (text: string): string => quotedIn(text)[0] ?? text;
