/** Points of the visitor's own: painted on a map, and trained as soon as there are both classes. */
import type { StudyInput } from "doppelgrad";
import { brush, painted, requested } from "./state.js";
import { open } from "./training.js";

/** Most points; a link has to carry them. */
const MOST = 500;
/** Nearest distance of two points of one stroke. */
const APART = 0.06;

/** @param across, up shares of the sides of the map, in [0, 1] @param stroke whether it goes on from the last point */
export function paint(across: number, up: number, stroke: boolean): void {
  const y = brush.value;
  if (y === null || painted.value.length >= MOST) return;
  const x = [Number((2 * across - 1).toFixed(3)), Number((2 * up - 1).toFixed(3))] as const;
  const last = painted.value.at(-1);
  if (stroke && last && Math.max(Math.abs(last.x[0] - x[0]), Math.abs(last.x[1] - x[1])) < APART) return;
  painted.value = [...painted.value, { x, y }];
}

/** Trains what is painted; it is tested on the same points, for there are no others. */
export function trainPainted(): void {
  const points = painted.value;
  if (!points.some(({ y }) => y === 0) || !points.some(({ y }) => y === 1)) return;
  const [x, y] = [points.map((point) => [...point.x]), points.map((point) => point.y)];
  const { replicas = 2, vary, hidden = [16, 16], activation = "relu" } = requested.value;
  const recipe: StudyInput = {
    hidden,
    activation,
    optimizer: { name: "adagrad", learningRate: 0.1 },
    batchSize: Math.min(10, x.length),
    epochs: 200,
    replicas,
  };
  void open({ data: { name: "given", x, y, test: { x, y } }, ...recipe, ...(vary && { vary }) });
}
