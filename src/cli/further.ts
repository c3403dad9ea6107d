/** Options that ask for further measures. */
import { askedFor, type FurtherOptions, OF_RESULTS } from "../further/asked.js";
import { misplaced, shown } from "../study/errors.js";
import { numberOption } from "./options.js";

export interface FurtherArguments {
  measures?: string;
  alpha?: string;
  perClass?: boolean;
}

export const namesFrom = (text: string): FurtherOptions["measures"] =>
  (text === "all" ? text : text.split(",").map((name) => name.trim())) as FurtherOptions["measures"];

/**
 * What is asked for; undefined where nothing is.
 * @param all names that there are
 */
export function furtherFrom(
  { measures, alpha, perClass }: FurtherArguments,
  all = OF_RESULTS,
): FurtherOptions | undefined {
  if (measures !== undefined) {
    const asked = {
      measures: namesFrom(measures),
      perClass,
      ...(alpha !== undefined && { alpha: numberOption("--alpha", alpha) }),
    };
    askedFor(asked, "options", all);
    return asked;
  }
  for (const [name, value] of Object.entries({ alpha, "per-class": perClass }))
    if (value !== undefined) throw misplaced(`--${name}`, "--measures beside it", shown(value));
  return undefined;
}
