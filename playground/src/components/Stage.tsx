/**
 * Two replicas side by side with what parts them in the middle, and below, where there are more, all of them to choose
 * from.
 */
import { computed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { scaleOf } from "../draw/scale.js";
import { apart, shortNumber } from "../format.js";
import { emptyBecause, hasBoundaries, largestOf } from "../says.js";
import { active, arrangement, pair, reading, study, type Unit, unit, view, wantsTruth } from "../state.js";
import { kindOf } from "../view.js";
import { Answers } from "./Answers.js";
import { Brush } from "./Brush.js";
import { Axes, Legend, Ramp } from "./Legend.js";
import { Looks } from "./Looks.js";
import { PredictionMap } from "./PredictionMap.js";
import { Shown } from "./Shown.js";

const replicas = computed(() => active.value?.replicas ?? 2);
/** For who does not see the maps. */
const over = computed(() =>
  view.value?.of === "cells"
    ? "for each test example"
    : isLine.value
      ? "over the input"
      : "over the plane of two inputs",
);

function Replica({ of, children }: { of: number; children: ComponentChildren }) {
  const loss = reading.value?.losses[of];
  const diverged = reading.value?.diverged.find(({ replica }) => replica === of);
  const veil = diverged ? `diverged at step ${diverged.step.toLocaleString("en")}` : null;
  return (
    <figure>
      <PredictionMap key={of} of={of} large label={`What replica ${of} predicts ${over.value}`} veil={veil} />
      <figcaption>
        <b>Replica {of}</b>{" "}
        <span class="soft">
          {veil ??
            (unit.value?.replica === of
              ? unitName(unit.value)
              : loss !== undefined && `test loss ${shortNumber(loss)}`)}
        </span>
        {children}
      </figcaption>
    </figure>
  );
}

function Truth({ children }: { children: ComponentChildren }) {
  const what = active.value?.task === "regression" ? "the targets without noise" : "the best prediction there is";
  return (
    <figure>
      <PredictionMap of="truth" large label={`What is true ${over.value}`} />
      <figcaption>
        <b>The truth</b> <span class="soft">{what}</span>
        {children}
      </figcaption>
    </figure>
  );
}

function unitName({ layer, unit: of }: Unit): string {
  if (layer === 0) return "one of its inputs";
  return layer > study.value!.hidden.length ? "its output" : `unit ${of} of hidden layer ${layer}`;
}

/** The side where the next choice goes: in turns, so that one of the two stays to be compared with. */
let side: 0 | 1 = 1;

function enlarge(replica: number): void {
  const [left, right] = pair.value;
  if (replica === left || replica === right) return;
  pair.value = side === 0 ? [replica, right] : [left, replica];
  side = side === 0 ? 1 : 0;
}

function Disagreement() {
  const [at, now] = [active.value, reading.value];
  const veil = at && now && emptyBecause(at, now);
  return (
    <figure class="apart">
      <PredictionMap of="disagreement" large label={`Where the replicas disagree, ${over.value}`} veil={veil} />
      <figcaption>
        <b>Where they disagree</b>
        {at &&
          now &&
          (veil && !veil.startsWith("too") ? (
            <span>{veil}</span>
          ) : (
            <span class="legend">
              {isLine.value ? "↑" : <Ramp of="disagreement" />}{" "}
              <span class="soft">
                0 to {apart(scaleOf(at), at)}
                {isLine.value ? "" : " and above"}; here at most {apart(largestOf(now), at)}
              </span>
            </span>
          ))}
        {at && now && view.value && hasBoundaries(at, now, view.value) && (
          <span class="soft lines">
            <span aria-hidden="true">—</span> boundary of replica {pair.value[0]}, <span aria-hidden="true">┄</span> of{" "}
            {pair.value[1]}
          </span>
        )}
      </figcaption>
    </figure>
  );
}

const isLine = computed(() => view.value !== null && kindOf(view.value, arrangement.value) === "line");
const showsTruth = computed(() => wantsTruth.value && active.value?.hasTruth === true);

export function Stage() {
  const legend = (
    <>
      <Legend />
      {replicas.value < 2 && <Axes />}
    </>
  );
  return (
    <section class="stage" aria-label="Decision maps">
      <div class="three">
        {showsTruth.value ? <Truth>{legend}</Truth> : <Replica of={pair.value[0]}>{legend}</Replica>}
        <Disagreement />
        {replicas.value > 1 && (
          <Replica of={pair.value[1]}>
            <Axes />
          </Replica>
        )}
      </div>
      <div class="rest">
        <Shown />
        <div class="under">
          <Answers />
          <Looks />
          <Brush />
        </div>
        {replicas.value > 2 && (
          <ol class="all" aria-label={`All ${replicas.value} replicas: choose two to see them large`}>
            {Array.from({ length: replicas.value }, (_, r) => (
              <li key={r}>
                <button
                  aria-pressed={pair.value.includes(r)}
                  aria-label={`Replica ${r}`}
                  title={`Replica ${r}`}
                  onClick={() => enlarge(r)}
                >
                  <PredictionMap of={r} />
                </button>
              </li>
            ))}
          </ol>
        )}
      </div>
    </section>
  );
}
