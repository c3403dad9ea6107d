/** Lines over steps or epochs. */
import { type ReadonlySignal, untracked, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { dark } from "../scheme.js";

export type Lines = (number | null)[][];

interface Props {
  title: string;
  /** What is across. */
  over: "steps" | "epochs";
  /** The last of them. */
  end: () => number;
  /** The lines, as long as `x`: of each colour one, or least, mean and largest. */
  points: () => { x: number[]; lines: Lines };
  colours: readonly string[];
  /** What is marked by a line across the plot. */
  marks: () => number[];
  /** What an axis and a reader are told of a value. */
  text: (value: number) => string;
  /** With this the lines change. */
  follow: ReadonlySignal<unknown>;
}

export function Curve({ title, over, end, points, colours, marks, text, follow }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);

  useSignalEffect(() => {
    // A page whose link is none takes its curves away again.
    if (!place.current) return;
    const css = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    void dark.value;
    const [ink, grid, ...strokes] = ["--soft", "--line", ...colours].map(css);
    // Only the colours make another plot; the steps go into the one that is there.
    const empty = untracked(points).lines.map(() => []);
    const several = empty.length > strokes.length;
    plot.current?.destroy();
    const axis = {
      stroke: ink,
      grid: { stroke: grid, width: 1 },
      ticks: { show: false },
      font: "12px system-ui, sans-serif",
    };
    const edge = { stroke: "transparent", width: 0, points: { show: false } };
    const lines = strokes.map((stroke) => ({ stroke, width: 2, points: { show: false } }));
    plot.current = new uPlot(
      {
        width: place.current.clientWidth,
        height: 150,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false, range: () => [0, Math.max(1, untracked(end))] },
          y: { range: (_plot, _low, high) => [0, high > 0 ? 1.05 * high : 0.1] },
        },
        axes: [
          { ...axis, size: 26 },
          { ...axis, size: 48, space: 24, values: (_plot, ticks) => ticks.map(text) },
        ],
        series: [{}, ...lines.flatMap((line) => (several ? [edge, line, edge] : [line]))],
        bands: several
          ? strokes.map((stroke, i) => ({ series: [3 * i + 3, 3 * i + 1] as [number, number], fill: `${stroke}33` }))
          : [],
        hooks: { draw: [(plot) => untracked(marks).forEach((mark) => drawMark(plot, mark))] },
      },
      [[], ...empty] as unknown as uPlot.AlignedData,
      place.current,
    );
  });
  useSignalEffect(() => {
    void dark.value;
    void follow.value;
    const { x, lines } = untracked(points);
    plot.current?.setData([x, ...lines] as uPlot.AlignedData);
  });
  useEffect(() => {
    const watch = new ResizeObserver(
      () => place.current && plot.current?.setSize({ width: place.current.clientWidth, height: 150 }),
    );
    watch.observe(place.current!);
    return () => {
      watch.disconnect();
      plot.current?.destroy();
    };
  }, []);

  void follow.value;
  const drawn = untracked(points).lines;
  const last = drawn.at(drawn.length > colours.length ? 1 : 0)!.at(-1);
  return (
    <figure class="curve">
      <figcaption>
        <b>{title}</b> <span class="soft">over the {over}</span>
      </figcaption>
      <div
        ref={place}
        role="img"
        aria-label={`${title} over the ${over}${last == null ? "" : `, now ${text(last)}`}`}
      />
    </figure>
  );
}

function drawMark(plot: uPlot, mark: number): void {
  const x = Math.round(plot.valToPos(mark, "x", true));
  plot.ctx.save();
  plot.ctx.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--soft");
  plot.ctx.lineWidth = 1;
  plot.ctx.beginPath();
  plot.ctx.moveTo(x, plot.bbox.top);
  plot.ctx.lineTo(x, plot.bbox.top + plot.bbox.height);
  plot.ctx.stroke();
  plot.ctx.restore();
}
