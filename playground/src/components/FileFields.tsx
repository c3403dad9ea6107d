/** What was decided of a file, and which column is what. */
import type { Study } from "doppelgrad";
import { type FileSpec, withInputs, without } from "../file-columns.js";
import { active, fileName, requested, study } from "../state.js";
import { changeData } from "../training.js";
import { Choice, latest, More, Tick } from "./Fields.js";

/** The data of a study that are a file of any form. */
type OfFile = Extract<Study["data"], { name: "file" }>;

const TASKS = { "by their values": null, classes: "classes", amounts: "regression" } as const;
const FIRST_ROWS = { "as it looks": null, names: true, data: false } as const;
const GAPS = {
  "ask me": "refuse",
  "leave the rows out": "drop",
  "fill in medians": "median",
  "fill in means": "mean",
} as const;

const others = (columns: readonly string[], name: string): string[] => columns.filter((column) => column !== name);

/** The words for a value of a field. */
function wordFor<Words extends Record<string, unknown>>(words: Words, value: unknown, otherwise: string): string {
  return Object.keys(words).find((word) => words[word] === value) ?? otherwise;
}

export function FileFields({ data }: { data: Extract<Study["data"], { label: unknown }> }) {
  const { decided, preprocessing, inputNames } = active.value!;
  const columns = preprocessing?.inputs.map(({ column }) => column) ?? inputNames ?? [];
  const set = (fields: object): void => changeData({ ...latest(data, requested.value.data), ...fields } as typeof data);
  const label = preprocessing?.label ?? data.label ?? "the last";
  return (
    <>
      {decided && (
        <p class="decided">
          <b>{fileName(study.value!) ?? "A file"}</b> <span class="soft">{decided}.</span>
        </p>
      )}
      <Choice
        label="Label column"
        value={label}
        options={[label, ...others(columns, label)]}
        onValue={(name) =>
          set({ label: name, ...("inputs" in data && data.inputs && { inputs: others(data.inputs, name) }) })
        }
      />
      <Choice
        label="Labels are"
        value={wordFor(TASKS, data.task, "classes")}
        options={Object.keys(TASKS)}
        onValue={(word) => set({ task: TASKS[word as keyof typeof TASKS] })}
      />
      {data.name === "file" && <OfFile data={data} columns={columns} set={set} />}
    </>
  );
}

function OfFile({ data, columns, set }: { data: OfFile; columns: readonly string[]; set: (fields: object) => void }) {
  const { ignore, missing, header, id, groups } = data;
  const byColumn = typeof missing === "object" ? { "column by column": missing } : {};
  const gaps = { ...GAPS, ...byColumn };
  const turn = (column: string, on: boolean): void => {
    const now = latest(data, requested.value.data) as FileSpec;
    set(on ? withInputs(now, active.value!.preprocessing!, [column]) : without(now, column));
  };
  const named = Object.entries({ "names the rows": id, "groups the rows": groups }).filter(([, column]) => column);
  return (
    <More title="Columns, gaps, first row">
      <Choice
        label="Missing values"
        value={wordFor(gaps, missing, "ask me")}
        options={Object.keys(gaps)}
        onValue={(word) => set({ missing: gaps[word as keyof typeof gaps] })}
      />
      <Choice
        label="First row"
        value={wordFor(FIRST_ROWS, header, "as it looks")}
        options={Object.keys(FIRST_ROWS)}
        onValue={(word) => set({ header: FIRST_ROWS[word as keyof typeof FIRST_ROWS] })}
      />
      <fieldset class="inputs">
        <legend>Inputs</legend>
        {[...columns, ...ignore].map((column) => (
          <Tick key={column} label={column} value={columns.includes(column)} onValue={(on) => turn(column, on)} />
        ))}
      </fieldset>
      {named.map(([does, column]) => (
        <p key={does} class="soft">
          “{column}” {does}.
        </p>
      ))}
    </More>
  );
}
