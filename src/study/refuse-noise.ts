import { shown, wrongValue } from "./errors.js";
import { NOISE_FIELDS } from "./levels.js";
import type { Study } from "./study.js";

/**
 * @param why it cannot have noise
 * @throws InputError for a study that switches on any
 */
export function refuseNoise(study: Study, why: string, path = "study"): void {
  const field = NOISE_FIELDS.find((name) => study[name] !== undefined);
  if (field) throw wrongValue(`${path}.${field}`, `none, because ${why}`, shown(study[field]), "Take it out.");
}
