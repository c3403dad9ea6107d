import { ACTIVATIONS } from "./activations.js";
import { LOSS_KINDS } from "./losses.js";
import { OPTIMIZERS } from "./optimizers.js";
import { SCHEDULES } from "./schedules.js";
import { SCHEMES } from "./schemes.js";
import { namesOf } from "./table.js";

/** The names of all variants that a study may choose, in the order of their tables: for menus and help texts. */
export const variantNames = {
  activation: namesOf(ACTIVATIONS),
  loss: namesOf(LOSS_KINDS),
  optimizer: namesOf(OPTIMIZERS),
  schedule: namesOf(SCHEDULES),
  scheme: namesOf(SCHEMES),
};
