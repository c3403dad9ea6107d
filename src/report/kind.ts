/** What a result is of, told by the field that no other has. */

/** In the order in which they are asked for; a run has none of these fields. */
const FIELDS = {
  results: "several",
  claims: "claims",
  paper: "experiment",
  explained: "explanation",
  attributed: "attribution",
  settings: "sweep",
  verdict: "diff",
  flipping: "comparison",
} as const;

export type ResultKind = (typeof FIELDS)[keyof typeof FIELDS] | "run";

/** @param result as `run`, `claims`, `compare` ... resolve to, or its JSON */
export function kindOf(result: object): ResultKind {
  const found = Object.entries(FIELDS).find(([field]) => field in result);
  return found ? found[1] : "run";
}
