/**
 * Colours of the maps, as tables of 256 entries: blue against orange for predictions, one hue for disagreement. After Okabe and Ito (2008).
 */
type Rgb = readonly [number, number, number];

export interface Colours {
  /** From 0 (orange) over the paper (0.5) to 1 (blue). */
  prediction: Uint32Array;
  /** From 0 (paper) to 1. */
  disagreement: Uint32Array;
  /** One table a class, from chance (paper) to certainty; more classes begin again. */
  classes: Uint32Array[];
}

const LIGHT = { paper: [250, 250, 248], one: [0, 104, 168], zero: [222, 96, 8], apart: [112, 22, 92] } as const satisfies Record<string, Rgb>;
const DARK = { paper: [26, 29, 34], one: [86, 180, 233], zero: [255, 146, 84], apart: [240, 160, 210] } as const satisfies Record<string, Rgb>;
const CLASSES: readonly Rgb[] = [[222, 96, 8], [0, 104, 168], [0, 138, 100], [168, 70, 125], [170, 120, 0], [60, 150, 200]];

/** A colour of [0, 1] as the word of an ImageData pixel (little-endian RGBA, as on every machine that browsers run on). */
function word([r, g, b]: Rgb): number {
  return ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
}

const mix = (a: Rgb, b: Rgb, t: number): Rgb => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
const table = (colour: (t: number) => Rgb): Uint32Array => Uint32Array.from({ length: 256 }, (_, i) => word(colour(i / 255)));

export function coloursOf(dark: boolean): Colours {
  const { paper, one, zero, apart } = dark ? DARK : LIGHT;
  return {
    // A step at 0.5, so that the decision boundary is an edge.
    prediction: table((p) => mix(paper, p < 0.5 ? zero : one, 0.12 + 0.88 * Math.abs(2 * p - 1))),
    disagreement: table((d) => mix(paper, apart, d)),
    classes: CLASSES.map((colour) => table((p) => mix(paper, colour, 0.15 + 0.85 * p))),
  };
}

/** The same colours for style attributes and labels: of class or label y. */
export function labelColour(y: number, binary: boolean, dark: boolean): string {
  const { one, zero } = dark ? DARK : LIGHT;
  const [r, g, b] = binary ? (y > 0.5 ? one : zero) : CLASSES[y % CLASSES.length]!;
  return `rgb(${r} ${g} ${b})`;
}
