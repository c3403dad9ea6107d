/** What was pinned against what is shown: both numbers, and the interval of what is between them. */
import { effect, signal } from "@preact/signals";
import type { DiffEstimate, DiffMeasure, Refusal, Study } from "doppelgrad";
import { literal } from "../code.js";
import type { ActiveStudy, Comparison } from "../engine/protocol.js";
import { apart, shortList, shortNumber, shortPercent } from "../format.js";
import { fingerprint, frame, type Pinned, pinned, resting } from "../state.js";
import { askComparison } from "../training.js";

/** Fewest replicas with an interval. */
const FEWEST = 3;

const found = signal<{ comparison: Comparison } | { problem: string } | null>(null);

/** Where the training rests, as the fingerprint. */
effect(() => {
  found.value = null;
  const [print, of] = [fingerprint.value, pinned.value];
  // What was pinned just now is not compared with itself.
  if (!print || !of || print === of.fingerprint) return;
  const at = frame.value;
  askComparison().then(
    (comparison) => {
      if (comparison && frame.value === at) found.value = { comparison };
    },
    (error: Error & Partial<Refusal>) => {
      if (frame.value === at) found.value = { problem: whyNot(error) };
    },
  );
});

/** The SDK speaks of A and B. */
function whyNot({ path, message }: Error & Partial<Refusal>): string {
  return path === "b"
    ? "The two have different test examples, so there is nothing to compare. Pin again, and change something else."
    : message;
}

/** Fields that differ, as "activation was relu, now smelu". */
function changes(before: Study, now: Study): string[] {
  const fields = Object.keys(now) as (keyof Study)[];
  const short = (value: unknown): string => {
    const { name, ...rest } = Object(value) as { name?: string };
    const text = name !== undefined && Object.keys(rest).length === 0 ? name : literal(value);
    return text.length > 60 ? `${text.slice(0, 57)}…` : text;
  };
  return fields
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(now[field]))
    .map((field) => `${field} was ${short(before[field])}, now ${short(now[field])}`);
}

/** What changed since the pin. */
export function What({ of, at }: { of: Pinned; at: ActiveStudy }) {
  const changed = changes(of.study, at.study);
  const step = resting.value;
  return (
    <p class="small">
      Pinned at step {of.step.toLocaleString("en")}.{" "}
      {changed.length > 0 ? `Since then: ${shortList(changed)}.` : "The study is still the same."}{" "}
      {step !== null && changed.length > 0 && step !== of.step && (
        <b>This one is at step {step.toLocaleString("en")}.</b>
      )}
    </p>
  );
}

/** Both numbers, and what the two together say. */
export function Found({ of, at }: { of: Pinned; at: ActiveStudy }) {
  const now = found.value;
  if (!now)
    return (
      <p class="soft">
        {fingerprint.value === of.fingerprint ? "Now change something, or go to another step." : "Pause to see both."}
      </p>
    );
  if ("problem" in now) return <p class="problem">{now.problem}</p>;
  const { measures, paired, replicas, verdict } = now.comparison;
  const few = Math.min(...replicas) < FEWEST;
  return (
    <>
      <p>
        <b>{sentenceOf(verdict)}</b>{" "}
        {few
          ? `An interval takes at least ${FEWEST} replicas, better 16: set the replicas, pin again, and change one thing.`
          : paired
            ? "Replicas of the same number have the same seeds, so they are compared in pairs."
            : "The seeds differ, so the two are taken as independent."}
      </p>
      <div class="scroll" tabIndex={0} role="group" aria-label="Both studies">
        <table>
          <thead>
            <tr>
              <th scope="col">Measure</th>
              <th scope="col">Pinned</th>
              <th scope="col">Now</th>
              <th scope="col">Now ÷ pinned</th>
              <th scope="col">Now − pinned</th>
            </tr>
          </thead>
          <tbody>
            <Row name="Prediction difference" of={measures.predictionDifference} text={(x) => apart(x, at)} />
            {measures.churn.a.value !== null && <Row name="Churn" of={measures.churn} text={shortPercent} />}
            <Row name="Test loss" of={measures.loss} text={shortNumber} />
          </tbody>
        </table>
      </div>
    </>
  );
}

function Row({ name, of, text }: { name: string; of: DiffMeasure; text: (value: number) => string }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{of.a.value === null ? "–" : text(of.a.value)}</td>
      <td>{of.b.value === null ? "–" : text(of.b.value)}</td>
      <td>{ranged(of.ratio, shortNumber)}</td>
      <td>{ranged(of.difference, text)}</td>
    </tr>
  );
}

function ranged({ value, low, high }: DiffEstimate, text: (value: number) => string): string {
  if (value === null) return "–";
  return low === null || high === null ? text(value) : `${text(value)} [${text(low)}, ${text(high)}]`;
}

function sentenceOf(verdict: Comparison["verdict"]): string {
  if (verdict === "not resolved") return "Not resolved: either may be the more reproducible one.";
  return verdict === "equally reproducible"
    ? "Both are equally reproducible."
    : `The study that is shown is ${verdict} than the pinned one. Judge it beside the loss.`;
}
