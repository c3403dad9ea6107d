/**
 * One map: predictions of a replica, the disagreement or the truth, the examples on it, and the point that is looked at.
 */
import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { drawExamples } from "../map/examples.js";
import { drawBends, drawBoundaries } from "../map/lines.js";
import { drawPicture, SIDE } from "../map/picture.js";
import { placeAt, placeBeside, sharesOf } from "../map/places.js";
import { type Of, subjectOf } from "../map/subject.js";
import { paint, trainPainted } from "../painting.js";
import { active, brush, frame, point, view } from "../state.js";
import { look } from "../training.js";

interface Props {
  of: Of;
  /** Examples and the point are drawn, and the map can be asked. */
  large?: boolean;
  /** For who does not see it; without one the map only decorates what has a name. */
  label?: string;
  /** Stands on the map, and says why there is nothing to see. */
  veil?: string | null;
}

export function PredictionMap({ of, large = false, label, veil = null }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const layer = useRef<HTMLCanvasElement>(null);
  const lines = useRef<HTMLCanvasElement>(null);

  useSignalEffect(() => {
    const [now, at, target] = [frame.value, active.value, canvas.current];
    if (!now || !at || !target || (typeof of === "number" && of >= at.replicas)) return;
    const subject = subjectOf(of, now, at, large);
    if (subject) drawPicture(target, of, subject, now, at, large);
  });
  // Examples and the point do not change with the steps.
  useSignalEffect(() => {
    if (active.value && layer.current) drawExamples(layer.current.getContext("2d")!, of, active.value);
  });
  useSignalEffect(() => {
    const [now, at, target] = [frame.value, active.value, lines.current];
    if (!now || !at || !target || !view.value) return;
    const context = target.getContext("2d")!;
    if (typeof of === "number") drawBends(context, of, now);
    else if (of === "disagreement") drawBoundaries(context, now, at);
  });

  if (!large) return <canvas ref={canvas} aria-hidden="true" />;

  const onPointer = (event: PointerEvent): void => {
    if (!active.value) return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const [across, up] = [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
    if (brush.value === null) look(placeAt(across, up));
    else if (event.buttons & 1) paint(across, up, event.type === "pointermove");
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && brush.value !== null && active.value) {
      paint(...sharesOf(point.value), false);
      trainPainted();
      return;
    }
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!step || !active.value) return;
    event.preventDefault();
    look(placeBeside(step[0]!, step[1]!));
  };
  return (
    <div
      class={brush.value === null ? "map" : "map painting"}
      role="group"
      tabIndex={0}
      aria-label={`${label}. Arrow keys move the point that is looked at.`}
      onPointerMove={onPointer}
      onPointerDown={onPointer}
      onPointerUp={() => brush.value !== null && trainPainted()}
      onKeyDown={onKey}
    >
      <canvas ref={canvas} role="img" aria-label={label} />
      <canvas ref={lines} class="layer" width={SIDE} height={SIDE} aria-hidden="true" />
      <canvas ref={layer} class="layer" width={SIDE} height={SIDE} aria-hidden="true" />
      {veil && brush.value === null && (
        <p class="veil">
          <span>{veil}</span>
        </p>
      )}
    </div>
  );
}
