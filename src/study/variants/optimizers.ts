/**
 * The optimizers: what each takes, and what the kernels call it. Their formulas are in reference/optimizer.ts and
 * assembly/optimizer.ts.
 *
 * Source: momentum and nesterov as in Sutskever et al. 2013; adagrad is Duchi et al. 2011; rmsprop is Tieleman and
 *   Hinton 2012, centered in Graves 2013; adam is Kingma and Ba 2015; amsgrad is Reddi et al. 2018; adamw is Loshchilov
 *   and Hutter 2019.
 */
import { fraction, invertible, orZero, rate, size, upTo, yesNo } from "./ranges.js";
import type { Resolved, VariantTable } from "./table.js";

/**
 * An optimizer as a user writes it: an omitted parameter has its default. Without a name it is the default one:
 * adagrad, or adam for a table of the user's own.
 */
export type OptimizerInput =
  | {
      name: "sgd";
      /** Size of a step, before the schedule. Default 0.01; a number from 1e-45 up to, but not including, 1e30. */
      learningRate?: number;
      /** L2: this much of each parameter is added to its gradient. Default 0; 0 or a number from 1e-30 to 1000000. */
      weightDecay?: number;
    }
  | {
      name: "momentum";
      /** Size of a step, before the schedule. Default 0.01; a number from 1e-45 up to, but not including, 1e30. */
      learningRate?: number;
      /** L2: this much of each parameter is added to its gradient. Default 0; 0 or a number from 1e-30 to 1000000. */
      weightDecay?: number;
      /** Share of the last direction that is kept. Default 0.9; 0 or a number from 1e-30 up to, but not including, 1. */
      momentum?: number;
      /** Share of a gradient that is left out of the direction. Default 0; a number from 0 to 1. */
      dampening?: number;
    }
  | {
      name: "nesterov";
      /** Size of a step, before the schedule. Default 0.01; a number from 1e-45 up to, but not including, 1e30. */
      learningRate?: number;
      /** L2: this much of each parameter is added to its gradient. Default 0; 0 or a number from 1e-30 to 1000000. */
      weightDecay?: number;
      /** Share of the last direction that is kept. Default 0.9; 0 or a number from 1e-30 up to, but not including, 1. */
      momentum?: number;
    }
  | {
      name?: "adagrad";
      /** Size of a step, before the schedule. Default 0.1; a number from 1e-45 up to, but not including, 1e30. */
      learningRate?: number;
      /** L2: this much of each parameter is added to its gradient. Default 0; 0 or a number from 1e-30 to 1000000. */
      weightDecay?: number;
      /** Added to the root that divides. Default 1e-10; a number from 1e-30 to 1. */
      epsilon?: number;
      /** The sum of squares before the first step. Default 0; 0 or a number from 1e-45 to 1000000. */
      initialAccumulator?: number;
      /** Step t, counted from 0, has the rate divided by 1 + t times this. Default 0; a number from 0 to 1000000. */
      learningRateDecay?: number;
    }
  | {
      name: "rmsprop";
      /** Size of a step, before the schedule. Default 0.01; a number from 1e-45 up to, but not including, 1e30. */
      learningRate?: number;
      /** L2: this much of each parameter is added to its gradient. Default 0; 0 or a number from 1e-30 to 1000000. */
      weightDecay?: number;
      /** Share of the mean of squares that is kept. Default 0.99; 0 or a number from 1e-45 up to, but not including, 1. */
      alpha?: number;
      /** Added to the root that divides. Default 1e-8; a number from 1e-30 to 1. */
      epsilon?: number;
      /** Share of the last direction that is kept. Default 0; 0 or a number from 1e-30 up to, but not including, 1. */
      momentum?: number;
      /** Divides by a standard deviation: the mean of gradients is taken off. Default false; true or false. */
      centered?: boolean;
    }
  | {
      name?: "adam";
      /** Size of a step, before the schedule. Default 0.001; a number from 1e-45 up to, but not including, 1e30. */
      learningRate?: number;
      /** L2: this much of each parameter is added to its gradient. Default 0; 0 or a number from 1e-30 to 1000000. */
      weightDecay?: number;
      /** Share of the mean of gradients that is kept. Default 0.9; 0 or a number from 1e-45 up to, but not including, 1. */
      beta1?: number;
      /** Share of the mean of squares that is kept. Default 0.999; 0 or a number from 1e-45 up to, but not including, 1. */
      beta2?: number;
      /** Added to the root that divides. Default 1e-8; a number from 1e-30 to 1. */
      epsilon?: number;
      /** Divides by the largest mean of squares so far. Default false; true or false. */
      amsgrad?: boolean;
    }
  | {
      name: "adamw";
      /** Size of a step, before the schedule. Default 0.001; a number from 1e-45 up to, but not including, 1e30. */
      learningRate?: number;
      /** Decoupled: each step takes this much, times the rate, from each parameter. Default 0.01; 0 or a number from 1e-30 to 1000000. */
      weightDecay?: number;
      /** Share of the mean of gradients that is kept. Default 0.9; 0 or a number from 1e-45 up to, but not including, 1. */
      beta1?: number;
      /** Share of the mean of squares that is kept. Default 0.999; 0 or a number from 1e-45 up to, but not including, 1. */
      beta2?: number;
      /** Added to the root that divides. Default 1e-8; a number from 1e-30 to 1. */
      epsilon?: number;
      /** Divides by the largest mean of squares so far. Default false; true or false. */
      amsgrad?: boolean;
    };

/** An optimizer with every parameter filled in. */
export type Optimizer = Resolved<OptimizerInput>;

/** Parameters, each with its range and default. */
export const OPTIMIZERS: VariantTable<Optimizer> = {
  sgd: { learningRate: rate(0.01), weightDecay: orZero(0) },
  momentum: {
    learningRate: rate(0.01),
    weightDecay: orZero(0),
    momentum: fraction(0.9, 1e-30),
    dampening: upTo(1, 0),
  },
  nesterov: { learningRate: rate(0.01), weightDecay: orZero(0), momentum: fraction(0.9, 1e-30) },
  adagrad: {
    learningRate: rate(0.1),
    weightDecay: orZero(0),
    epsilon: invertible(1e-10, 1),
    initialAccumulator: size(0),
    learningRateDecay: upTo(1e6, 0),
  },
  rmsprop: {
    learningRate: rate(0.01),
    weightDecay: orZero(0),
    alpha: fraction(0.99),
    epsilon: invertible(1e-8, 1),
    momentum: fraction(0, 1e-30),
    centered: yesNo(false),
  },
  adam: {
    learningRate: rate(0.001),
    weightDecay: orZero(0),
    beta1: fraction(0.9),
    beta2: fraction(0.999),
    epsilon: invertible(1e-8, 1),
    amsgrad: yesNo(false),
  },
  adamw: {
    learningRate: rate(0.001),
    weightDecay: orZero(0.01),
    beta1: fraction(0.9),
    beta2: fraction(0.999),
    epsilon: invertible(1e-8, 1),
    amsgrad: yesNo(false),
  },
};

/** What assembly/optimizer.ts calls them. */
export const OPTIMIZER_KINDS: Readonly<Record<Optimizer["name"], number>> = {
  sgd: 0,
  momentum: 1,
  nesterov: 2,
  adagrad: 3,
  rmsprop: 4,
  adam: 5,
  adamw: 6,
};
