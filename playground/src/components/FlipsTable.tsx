/** The test examples on which replicas answer differently at the step that is shown, the most disagreement first. */
import { effect, signal } from "@preact/signals";
import type { Answer, Flip } from "doppelgrad";
import { labelColour } from "../draw/colours.js";
import type { ActiveStudy, FlipsReport } from "../engine/protocol.js";
import { classNamesOf, counted, shortNumber, shortPercent } from "../format.js";
import { dark } from "../scheme.js";
import { active, fingerprint, frame } from "../state.js";
import { askFlips } from "../training.js";

/** Examples that are shown; the file has all. */
const SHOWN = 50;

const isOpen = signal(false);
const report = signal<FlipsReport | null>(null);

/** Where the training rests, as the fingerprint. */
effect(() => {
  report.value = null;
  if (!isOpen.value || !fingerprint.value) return;
  const at = frame.value;
  void askFlips().then((answer) => {
    if (frame.value === at) report.value = answer;
  });
});

export function FlipsTable() {
  const [at, now] = [active.value, report.value];
  if (!at || at.replicas < 2) return null;
  return (
    <section class="flips">
      <details onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
        <summary>
          <h2>Which examples flip</h2>
        </summary>
        <div role="status">
          {!now && <p class="soft">Pause to see it.</p>}
          {now && <p>{saysOf(now, at)}</p>}
        </div>
        {now && now.table.flips.length > 0 && (
          <>
            <p>
              <button onClick={() => save(now.csv)}>Save them all as CSV</button>
            </p>
            <Table of={now} at={at} />
          </>
        )}
      </details>
    </section>
  );
}

function saysOf({ table: { flipping } }: FlipsReport, at: ActiveStudy): string {
  const of = counted(at.testCount, "test example");
  if (flipping === 0) return `No example flips: all replicas answer alike on the ${of}.`;
  if (at.task === "regression") {
    const scaled = at.preprocessing?.target ? " Values are in units of the target." : "";
    return `Replicas predict different values for ${flipping.toLocaleString("en")} of ${of}. Those furthest apart come first.${scaled}`;
  }
  return `On ${flipping.toLocaleString("en")} of ${of} replicas predict different classes. Those on which most of them part come first.`;
}

function Table({ of: { table, byRow }, at }: { of: FlipsReport; at: ActiveStudy }) {
  const { flips, replicas } = table;
  const shown = flips.slice(0, SHOWN);
  const names = classNamesOf(at);
  const has = (field: "id" | "group" | "label"): boolean => shown.some((flip) => flip[field] !== null);
  const word = (answer: Answer, { disagreement }: Flip): string =>
    [answer]
      .flat()
      .map((each) => (disagreement === null ? shortNumber(each) : names[each]!))
      .join(" ");
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Examples that flip">
      <table>
        <thead>
          <tr>
            <th scope="col">{byRow ? "Row" : "Example"}</th>
            {has("id") && <th scope="col">Id</th>}
            {has("group") && <th scope="col">Group</th>}
            {has("label") && <th scope="col">Label</th>}
            <th scope="col">{shown[0]!.disagreement === null ? "Apart" : "Pairs that part"}</th>
            {Array.from({ length: replicas }, (_, r) => (
              <th key={r} scope="col">
                {r === 0 ? "Replica 0" : r}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((flip) => (
            <tr key={flip.row}>
              <th scope="row">{flip.row}</th>
              {has("id") && <td>{flip.id}</td>}
              {has("group") && <td>{flip.group}</td>}
              {has("label") && <td>{word(flip.label!, flip)}</td>}
              <td>{flip.disagreement === null ? shortNumber(flip.difference) : shortPercent(flip.disagreement)}</td>
              {flip.answers.map((answer, r) => (
                <td key={r}>
                  {flip.disagreement !== null && (
                    <span
                      class="chip"
                      aria-hidden="true"
                      style={{ background: labelColour(answer as number, at.task === "binary", dark.value) }}
                    />
                  )}{" "}
                  {word(answer, flip)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < table.flipping && <p class="soft">The first {shown.length}; the file has all.</p>}
    </div>
  );
}

function save(csv: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
  link.download = "flips.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
