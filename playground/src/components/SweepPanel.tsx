/** Prediction difference over one setting of the study, as a curve that fills in while it trains. */
import { effect, signal } from "@preact/signals";
import type { Estimate, StudyInput } from "doppelgrad";
import { SUPERSEDED, sweepAside } from "../engine/client.js";
import type { SettingReport } from "../engine/protocol.js";
import { apart, shortNumber } from "../format.js";
import { active, requested, trained } from "../state.js";
import { type Axis, axesOf, replicasOf } from "../sweeps.js";
import { open } from "../training.js";
import { Choice } from "./Fields.js";

interface Run {
  axis: Axis;
  study: StudyInput;
  replicas: number;
  share: number;
  settings: SettingReport[];
  state: "training" | "stopped" | "done" | "failed";
  message?: string;
}

const chosen = signal<string | null>(null);
const run = signal<Run | null>(null);
let training = new AbortController();

/** Opening one of its own points keeps the curve; any other study takes it away. */
let opened: unknown = null;
effect(() => {
  const now = trained.value;
  if (now === opened) return;
  training.abort(SUPERSEDED);
  run.value = null;
});

function start(axis: Axis): void {
  training.abort(SUPERSEDED);
  training = new AbortController();
  const { signal } = training;
  opened = trained.value;
  const replicas = replicasOf(active.value!);
  const study = { ...requested.value, replicas };
  run.value = { axis, study, replicas, share: 0, settings: [], state: "training" };
  const change = (fields: Partial<Run>): void => void (run.value = { ...run.value!, ...fields });
  sweepAside(study, axis.axes, (setting) => change({ settings: [...run.value!.settings, setting] }), {
    signal,
    onProgress: ({ done, total }) => change({ share: total ? done / total : 0 }),
  }).then(
    () => change({ state: "done" }),
    (error: Error) => {
      if (error !== SUPERSEDED) change({ state: "failed", message: error.message });
    },
  );
}

function stop(): void {
  training.abort(SUPERSEDED);
  run.value = { ...run.value!, state: "stopped" };
}

function openSetting({ study }: Run, { fields }: SettingReport): void {
  opened = { ...study, ...fields };
  void open(opened as StudyInput);
}

export function SweepPanel() {
  const at = active.value;
  if (!at) return null;
  const axes = axesOf(at);
  if (axes.length === 0)
    return <p class="soft">Nothing differs between the replicas: switch a source of chance on first.</p>;
  const axis = axes.find(({ label }) => label === chosen.value) ?? axes[0]!;
  const now = run.value;
  const isTraining = now?.state === "training";
  return (
    <>
      <p class="soft">
        Trains this study with other values of one setting, {replicasOf(at)} replicas each, beside what is shown. All
        values have the same seeds.
      </p>
      <div class="tries">
        <Choice
          label="Over"
          value={axis.label}
          options={axes.map(({ label }) => label)}
          onValue={(label) => (chosen.value = label)}
        />
        <button class="main" onClick={() => (isTraining ? stop() : start(axis))}>
          {isTraining ? `Stop, ${Math.round(100 * now.share)}%` : "Train the sweep"}
        </button>
      </div>
      {now && <Found of={now} />}
    </>
  );
}

function Found({ of }: { of: Run }) {
  const said = {
    training: "",
    stopped: "Stopped. What is trained stays.",
    done: `${of.settings.length} values are trained.`,
    failed: of.message ?? "",
  }[of.state];
  return (
    <>
      <div role="status">{said && <p class={of.state === "failed" ? "problem" : "soft"}>{said}</p>}</div>
      {of.settings.length > 0 && (
        <>
          <Chart of={of} />
          <Table of={of} />
        </>
      )}
    </>
  );
}

const [HEIGHT, LEFT, BOTTOM, EDGE] = [220, 64, 28, 12];
/** In a narrow window the drawing is narrow, too, and not its words small. */
const narrow = matchMedia("(max-width: 36rem)");

/** Equal ways across are equal factors. A bar is the interval; without one there is a point alone. */
function Chart({ of }: { of: Run }) {
  const at = active.value!;
  const width = narrow.matches ? 320 : 640;
  const values = (Object.values(of.axis.axes)[0] as unknown[]).map((value) =>
    of.axis.placeOf({ [Object.keys(of.axis.axes)[0]!]: value }),
  );
  const [first, last] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
  const points = of.settings.flatMap((setting) => {
    const estimate = setting.predictionDifference;
    return estimate?.value == null ? [] : [{ setting, value: of.axis.placeOf(setting.fields), estimate }];
  });
  const top = Math.max(1e-12, ...points.map(({ estimate }) => estimate.high ?? estimate.value!)) * 1.08;
  const x = (value: number): number =>
    LEFT + ((Math.log(value) - first) / (last - first || 1)) * (width - LEFT - 2 * EDGE) + EDGE;
  const y = (value: number): number => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - EDGE);
  const line = [...points].sort((a, b) => a.value - b.value);
  return (
    <figure>
      <figcaption>
        <b>Prediction difference</b> <span class="soft">over {of.axis.label.toLowerCase()}, with 95% intervals</span>
      </figcaption>
      <svg
        class="chart"
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={`Prediction difference over ${of.axis.label.toLowerCase()}: the numbers are in the table`}
      >
        {[0, top / 2.16, top / 1.08].map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={width} y1={y(tick)} y2={y(tick)} />
            <text x={LEFT - 6} y={y(tick) + 4} text-anchor="end">
              {apart(tick, at)}
            </text>
          </g>
        ))}
        {values
          .filter((_, i) => !narrow.matches || values.length <= 5 || i % 2 === 0)
          .map((value) => (
            <text key={value} x={x(value)} y={HEIGHT - 8} text-anchor="middle">
              {shortNumber(value)}
            </text>
          ))}
        <polyline points={line.map(({ value, estimate }) => `${x(value)},${y(estimate.value!)}`).join(" ")} />
        {points.map(({ setting, value, estimate: { value: mean, low, high } }) => (
          <g key={value} class="point" onClick={() => openSetting(of, setting)}>
            <title>{`Open ${shortNumber(value)}`}</title>
            {low !== null && high !== null && (
              <line class="interval" x1={x(value)} x2={x(value)} y1={y(Math.max(0, low))} y2={y(high)} />
            )}
            <circle cx={x(value)} cy={y(mean!)} r="5" />
            <circle class="target" cx={x(value)} cy={y(mean!)} r="16" />
          </g>
        ))}
      </svg>
    </figure>
  );
}

function Table({ of }: { of: Run }) {
  const at = active.value!;
  const text = (estimate: Estimate | null, say: (value: number) => string): string => {
    if (estimate?.value == null) return "–";
    const { value, low, high } = estimate;
    return low === null || high === null ? say(value) : `${say(value)} [${say(low)}, ${say(high)}]`;
  };
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="The values of the sweep">
      <table>
        <thead>
          <tr>
            <th scope="col">{of.axis.label}</th>
            <th scope="col">Prediction difference</th>
            <th scope="col">Test loss</th>
            <th scope="col">
              <span class="hidden">Open it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {of.settings.map((setting) => {
            const value = shortNumber(of.axis.placeOf(setting.fields));
            return (
              <tr key={value}>
                <th scope="row">{value}</th>
                {setting.failed ? (
                  <td colSpan={2}>{setting.failed}</td>
                ) : (
                  <>
                    <td>{text(setting.predictionDifference, (each) => apart(each, at))}</td>
                    <td>{text(setting.loss, shortNumber)}</td>
                  </>
                )}
                <td>
                  <button onClick={() => openSetting(of, setting)} aria-label={`Open ${of.axis.label} ${value}`}>
                    Open
                  </button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
