/**
 * Where the texts beside the dots of a scatter plot go: each on the first side that is free. Greedy, in the order of
 * the dots.
 */

export interface Dot {
  /** Pixels. */
  x: number;
  y: number;
  text: string;
}

export interface LabelSide {
  dx: number;
  dy: number;
  textAnchor: "start" | "middle" | "end";
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const CHARACTER = 6.4;
const HEIGHT = 13;
const SIDES: readonly LabelSide[] = [
  { dx: 9, dy: 0, textAnchor: "start" },
  { dx: -9, dy: 0, textAnchor: "end" },
  { dx: 7, dy: -11, textAnchor: "start" },
  { dx: 7, dy: 11, textAnchor: "start" },
  { dx: -7, dy: -11, textAnchor: "end" },
  { dx: -7, dy: 11, textAnchor: "end" },
  { dx: 0, dy: -16, textAnchor: "middle" },
  { dx: 0, dy: 16, textAnchor: "middle" },
  { dx: 14, dy: -24, textAnchor: "start" },
  { dx: 14, dy: 24, textAnchor: "start" },
  { dx: -14, dy: -24, textAnchor: "end" },
  { dx: -14, dy: 24, textAnchor: "end" },
  { dx: 26, dy: -36, textAnchor: "start" },
  { dx: 26, dy: 36, textAnchor: "start" },
];

/** One side per dot; where none is free, the one that covers least. `frame`: the box that no text should leave. */
export function placeLabels(dots: readonly Dot[], frame: Box): LabelSide[] {
  const taken: Box[] = dots.map(({ x, y }) => ({ left: x - 6, right: x + 6, top: y - 6, bottom: y + 6 }));
  return dots.map((dot, own) => {
    const others = taken.filter((_, i) => i !== own);
    const cost = (side: LabelSide) => {
      const box = boxOf(dot, side);
      return others.reduce((sum, other) => sum + overlap(box, other), 0) + outside(box, frame);
    };
    const best = SIDES.reduce((least, side) => (cost(side) < cost(least) ? side : least));
    taken.push(boxOf(dot, best));
    return best;
  });
}

function boxOf({ x, y, text }: Dot, { dx, dy, textAnchor }: LabelSide): Box {
  const width = text.length * CHARACTER;
  const left = x + dx - (textAnchor === "end" ? width : textAnchor === "middle" ? width / 2 : 0);
  return { left, right: left + width, top: y + dy - HEIGHT / 2, bottom: y + dy + HEIGHT / 2 };
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

function outside(box: Box, frame: Box): number {
  const over = Math.max(0, frame.left - box.left) + Math.max(0, box.right - frame.right);
  const above = Math.max(0, frame.top - box.top) + Math.max(0, box.bottom - frame.bottom);
  return (over + above) * HEIGHT;
}
