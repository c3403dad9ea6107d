/** The verdicts of several seeds side by side: what does not depend on one draw of chance. */
import { readOrRefuse, shown, wrongType, wrongValue } from "../study/errors.js";
import { isArray } from "../study/fields.js";
import type { Claim, Claims, Verdict } from "./claim.js";

/** One claim on one data family, under each seed. */
export interface Repeated {
  /** Which claim it is. */
  id: Claim["id"];
  /** The data family. */
  data: string;
  /** The claim in a few words. */
  title: string;
  /** In the order of the results. */
  verdicts: Verdict[];
  /** How many of them are `holds`. */
  holds: number;
}

/**
 * Counts the verdicts of several results of `claims` that differ only in their seed, in the order of the first.
 * @throws InputError for what is no list of them, for none, and for results on other claims or families
 */
export function repeatedVerdicts(results: readonly Pick<Claims, "claims">[]): Repeated[] {
  if (!isArray(results)) throw wrongType("results", "a list of results of claims", shown(results));
  return readOrRefuse("results", "results of claims", results, () => counted(results));
}

function counted(results: readonly Pick<Claims, "claims">[]): Repeated[] {
  const first = results[0];
  if (!first) throw wrongValue("results", "at least one result of claims", "none");
  return first.claims.map(({ id, data, title }) => {
    const verdicts = results.map(({ claims }, at) => {
      const same = claims.find((claim) => claim.id === id && claim.data === data);
      if (!same) throw wrongValue(`results[${at}]`, `a verdict on ${id} with ${data}, as in results[0]`, "none");
      return same.verdict;
    });
    return { id, data, title, verdicts, holds: verdicts.filter((verdict) => verdict === "holds").length };
  });
}
