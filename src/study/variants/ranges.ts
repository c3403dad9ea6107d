/**
 * The kinds of parameter that variants have, each with its default: numbers as narrow as float32 needs, so that what is
 * refused would have been another study.
 *
 * They say that they have no side effects, so that a worker, which needs no schemas, is bundled without the tables.
 */
import * as v from "valibot";
import { between, flag, integer, numberThat, single, TINY, within } from "../fields.js";

/** Any size that leaves room for products in float32. */
// @__NO_SIDE_EFFECTS__
export function real(value: number) {
  return v.optional(single(-1e30, 1e30), value);
}

/** 0, or what f32 does not round to 0. */
// @__NO_SIDE_EFFECTS__
export function size(value: number, most = 1e6) {
  return v.optional(single(0, most), value);
}

/** 0 or at least 1e-30: neither it nor its inverse leaves the normal f32 range. */
// @__NO_SIDE_EFFECTS__
export function orZero(value: number) {
  const range = "0 or a number from 1e-30 to 1000000";
  return v.optional(
    numberThat((given) => given === 0 || (given >= 1e-30 && given <= 1e6), range),
    value,
  );
}

/** Positive, and large enough that neither it nor its inverse leaves the normal f32 range. */
// @__NO_SIDE_EFFECTS__
export function invertible(value: number, most: number) {
  return v.optional(between(1e-30, most), value);
}

/** Positive in f32. */
export function positiveSingle() {
  return numberThat((given) => given >= TINY && given < 1e30, `a number from ${TINY} up to, but not including, 1e30`);
}

/** A learning rate. */
// @__NO_SIDE_EFFECTS__
export function rate(value: number) {
  return v.optional(positiveSingle(), value);
}

/** 0, or from `least` up to, but not including, 1. */
// @__NO_SIDE_EFFECTS__
export function fraction(value: number, least = TINY) {
  return v.optional(
    numberThat(
      (given) => given === 0 || (given >= least && given < 1),
      `0 or a number from ${least} up to, but not including, 1`,
    ),
    value,
  );
}

/** From 0. */
// @__NO_SIDE_EFFECTS__
export function upTo(most: number, value: number) {
  return v.optional(between(0, most), value);
}

/** Above 0. */
// @__NO_SIDE_EFFECTS__
export function aboveZero(value: number) {
  return v.optional(within(0, 1e6), value);
}

/** With at most a few million inputs the scale of a draw, gain sqrt(k / inputs), is then above 0 in f32. */
// @__NO_SIDE_EFFECTS__
export function gain(value: number) {
  const range = "a number from 1e-40 up to, but not including, 1000000";
  return v.optional(
    numberThat((given) => given >= 1e-40 && given < 1e6, range),
    value,
  );
}

// @__NO_SIDE_EFFECTS__
export function whole(value: number) {
  return v.optional(integer(1, 1e9), value);
}

// @__NO_SIDE_EFFECTS__
export function yesNo(value: boolean) {
  return v.optional(flag(), value);
}
