/**
 * The colours of decision maps, the same in the report, on the page and in the README: class 1 is blue, class 0 orange,
 * what parts replicas purple. Hues after Okabe and Ito (2008): told apart with any colour vision, and sure and unsure
 * stay apart in grey.
 */

/** Red, green, blue, each in [0, 255]. */
export type Rgb = readonly [red: number, green: number, blue: number];

export interface MapColours {
  /** What is even: a probability of one half, a difference of 0. */
  paper: Rgb;
  /** P(class 1) = 0. */
  zero: Rgb;
  /** P(class 1) = 1. */
  one: Rgb;
  /** The largest difference of a scale. */
  apart: Rgb;
}

export const LIGHT: MapColours = {
  paper: [250, 250, 248],
  zero: [222, 96, 8],
  one: [0, 104, 168],
  apart: [112, 22, 92],
};
export const DARK: MapColours = {
  paper: [26, 29, 34],
  zero: [255, 146, 84],
  one: [86, 180, 233],
  apart: [240, 160, 210],
};

/** What LIGHT and DARK have in common, in words: of class 0 and 1, or of what is below and above one half. */
export const SIDE_NAMES = ["orange", "blue"] as const;

/** From a (t = 0) to b (t = 1). */
export function mixed(a: Rgb, b: Rgb, t: number): Rgb {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

/** Of a probability of class 1, in [0, 1]: with a step at one half, so that the decision boundary is an edge. */
export function predictionColour(p: number, { paper, zero, one }: MapColours): Rgb {
  return mixed(paper, p < 0.5 ? zero : one, 0.12 + 0.88 * Math.abs(2 * p - 1));
}

/** Of a difference as a share of the largest on the scale, in [0, 1]. */
export function differenceColour(share: number, { paper, apart }: MapColours): Rgb {
  return mixed(paper, apart, share);
}

/** `#0068a8` */
export function hex(colour: Rgb): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}
