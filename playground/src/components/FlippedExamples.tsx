/** A table of the examples that flip, with what each replica answers, and all of them as a file. */
import type { Answer, Flip } from "doppelgrad";
import { labelColour } from "../draw/colours.js";
import type { ActiveStudy, FlipsReport } from "../engine/protocol.js";
import { classNamesOf, shortNumber, shortPercent } from "../format.js";
import { dark } from "../scheme.js";

/** Examples that are shown; the file has all. */
const SHOWN = 50;

export function FlippedExamples({ of, at }: { of: FlipsReport; at: ActiveStudy }) {
  return (
    <>
      <p>
        <button onClick={() => save(of.csv)}>Save them all as CSV</button>
      </p>
      <Table of={of} at={at} />
    </>
  );
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
