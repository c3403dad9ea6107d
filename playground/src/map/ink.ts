/** What is drawn upon the colours of a map is seen on each of them: ink within paper. */
import { dark } from "../scheme.js";

/** Around it, and itself. */
export const inks = (): readonly [paper: string, ink: string] =>
  dark.value ? ["#14171b", "#ffffff"] : ["#ffffff", "#14171b"];

/** Strokes the present path. @param width, around of the ink, and of the paper below it; pixels */
export function outlined(context: CanvasRenderingContext2D, width: number, around: number): void {
  const [paper, ink] = inks();
  for (const [wide, colour] of [
    [around, paper],
    [width, ink],
  ] as const) {
    [context.lineWidth, context.strokeStyle] = [wide, colour];
    context.stroke();
  }
}
