/** Colours of the maps as tables of 256 entries, from the source that the report has too. */
import {
  DARK,
  differenceColour,
  hex,
  LIGHT,
  type MapColours,
  mixed,
  predictionColour,
  type Rgb,
} from "../../../src/report/map-colours.js";

export interface Colours {
  /** From class 0 over the paper (0.5) to class 1. */
  prediction: Uint32Array;
  /** Of a regression, from the smallest target to the largest: without an edge, for nothing is decided. */
  values: Uint32Array;
  /** From 0 (paper) to 1. */
  disagreement: Uint32Array;
  /** What a unit gives, from the most below 0 over the paper (0) to the most above it. */
  signed: Uint32Array;
  /** The table of a class, from chance (paper) to certainty. */
  ofClass(c: number): Uint32Array;
}

/** Of the classes after the first two, as far as they have a colour of their own. */
const MORE_CLASSES: readonly Rgb[] = [
  [0, 138, 100],
  [196, 50, 130],
  [210, 175, 0],
  [125, 85, 205],
  [125, 125, 125],
  [110, 58, 28],
  [240, 150, 190],
  [130, 185, 60],
];

/** Of a class, of any number of them: behind those above hues a golden section apart, bright and dark by turns. */
function classColour(c: number, { zero, one }: MapColours): Rgb {
  const named = [zero, one, ...MORE_CLASSES];
  return named[c] ?? fromHue((c * 0.618_034) % 1, c % 2 === 0 ? 0.42 : 0.62);
}

/** Of a hue in [0, 1), about half saturated. */
function fromHue(hue: number, light: number): Rgb {
  const part = (shift: number): number => {
    const t = (hue * 12 + shift) % 12;
    return 255 * (light - 0.55 * Math.min(light, 1 - light) * Math.max(-1, Math.min(t - 3, 9 - t, 1)));
  };
  return [part(0), part(8), part(4)];
}

/** A colour as the word of an ImageData pixel (little-endian RGBA, as on every machine that browsers run on). */
function word([r, g, b]: Rgb): number {
  return ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
}

const table = (colour: (t: number) => Rgb): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, i) => word(colour(i / 255)));
const valueColour = (t: number, { paper, one }: MapColours): Rgb => mixed(paper, one, 0.08 + 0.92 * t);
const schemeOf = (dark: boolean): MapColours => (dark ? DARK : LIGHT);

export function coloursOf(dark: boolean): Colours {
  const scheme = schemeOf(dark);
  const classes: Uint32Array[] = [];
  return {
    prediction: table((p) => predictionColour(p, scheme)),
    values: table((t) => valueColour(t, scheme)),
    signed: table((t) => mixed(scheme.paper, t < 0.5 ? scheme.zero : scheme.one, Math.abs(2 * t - 1))),
    disagreement: table((d) => differenceColour(d, scheme)),
    ofClass: (c) => (classes[c] ??= table((p) => mixed(scheme.paper, classColour(c, scheme), 0.15 + 0.85 * p))),
  };
}

/** The same colours for style attributes and labels: of class or label y. */
export function labelColour(y: number, binary: boolean, dark: boolean): string {
  const scheme = schemeOf(dark);
  return hex(binary ? (y > 0.5 ? scheme.one : scheme.zero) : classColour(y, scheme));
}

/** The colours of a map from its low end to its high one, as the background of its legend. */
export function rampOf(of: "predictions" | "values" | "disagreement", dark: boolean): string {
  const colour = { predictions: predictionColour, values: valueColour, disagreement: differenceColour }[of];
  // Twice in the middle, where predictions have their edge.
  const stops = [0, 0.4999, 0.5, 1].map((t) => `${hex(colour(t, schemeOf(dark)))} ${Math.round(100 * t)}%`);
  return `linear-gradient(to right, ${stops.join(", ")})`;
}
