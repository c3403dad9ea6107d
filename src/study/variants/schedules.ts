/**
 * The schedules of the learning rate: what each takes. Their formulas are in reference/rates.ts.
 *
 * Source: cosine is Loshchilov and Hutter 2017.
 */
import { aboveZero, size, whole } from "./ranges.js";
import type { Resolved, VariantTable } from "./table.js";

/** A schedule as a user writes it: an omitted parameter has its default. */
export type ScheduleInput =
  | {
      name: "constant";
    }
  | {
      name: "step";
      /** The rate is multiplied by this at each reduction. Default 0.1; a number above 0 and below 1000000. */
      factor?: number;
      /** Epochs from one reduction to the next. Default 1; an integer from 1 to 1000000000. */
      every?: number;
    }
  | {
      name: "linear" | "cosine";
      /** The learning rate at the end. Default 0; 0 or a number from 1e-45 to 1e+30. */
      final?: number;
    };

/** A schedule with every parameter filled in. */
export type Schedule = Resolved<ScheduleInput>;

/** Parameters, each with its range and default. */
export const SCHEDULES: VariantTable<Schedule> = {
  constant: {},
  step: { factor: aboveZero(0.1), every: whole(1) },
  linear: { final: size(0, 1e30) },
  cosine: { final: size(0, 1e30) },
};
