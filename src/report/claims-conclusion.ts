/**
 * What the claims have shown, for somebody who knows none of the words of this project: a question a claim, with the
 * answer on each data family and the number that it rests on.
 */
import type { Claim, Contrast, Verdict } from "../claims/claim.js";
import { isControl } from "./claims-tables.js";
import { decisive } from "./claims-words.js";
import { interval, list, number, percent, ratioInterval, roundRatio } from "./format.js";

/** A question that a claim answers. */
export interface Answered {
  /** The claim whose question it is. */
  id: Claim["id"];
  question: string;
  answers: { data: string; verdict: Verdict; word: string; says: string }[];
}

/** In the order of the claims. What is shown beside a claim, and controls, have no question. */
const QUESTIONS: Partial<Record<Claim["id"], string>> = {
  C1: "Is a single bend in the model enough to make it differ?",
  C2: "Does starting from random weights add to it?",
  C3: "Does the random order of the training examples add to it?",
  C4: "Does it matter how the units bend (the activation function)?",
  C5: "Does the size of the network matter?",
};

const WORDS: Record<Verdict, string> = { holds: "Yes", "does not hold": "No", "not resolved": "Open" };

/** The whole in a sentence or two: whether trainings differ, and by how much. */
export function conclusionSays(claims: readonly Claim[]): string {
  const measured = claims.flatMap(({ data, arms }) =>
    arms.flatMap(({ group, study, predictionDifference: { value }, churn }) =>
      group === "factor" && study.vary.length > 1 && value !== null ? [{ data, value, churn: churn.value }] : [],
    ),
  );
  if (claims.length === 0) return "Nothing was tested, so this page concludes nothing.";
  if (measured.length === 0)
    return "How much two trainings of one model differ was not measured here. What was tested is below.";
  if (measured.every(({ value }) => value === 0))
    return `No. On ${list(measured.map(({ data }) => data))}, two trainings of one small network predicted exactly the same, although their random choices were free.`;
  const points = measured.map(({ data, value }) => `${number(100 * value)} percentage points on ${data}`);
  const decided = measured.flatMap(({ data, churn }) =>
    churn === null ? [] : [`${percent(churn)} of the cases${measured.length > 1 ? ` on ${data}` : ""}`],
  );
  const decide = decided.length > 0 ? ` They decide otherwise on ${list(decided)}.` : "";
  return `Yes. Train one small network twice on the same data, and leave only the random choices free: the two give one and the same case probabilities that are ${list(points)} apart on average.${decide}`;
}

/** The questions with their answers. */
export function answered(claims: readonly Claim[]): Answered[] {
  return (Object.keys(QUESTIONS) as Claim["id"][]).flatMap((id) => {
    const own = claims.filter((claim) => claim.id === id);
    if (own.length === 0) return [];
    const answers = own.map((claim) => ({
      data: claim.data,
      verdict: claim.verdict,
      word: WORDS[claim.verdict],
      says: answerOf(claim),
    }));
    return [{ id, question: QUESTIONS[id]!, answers }];
  });
}

/** Whether what must come out has come out: without it the rest is worth nothing. */
export function checksSay(claims: readonly Claim[]): string {
  const controls = claims.filter(({ id }) => isControl(id));
  if (controls.length === 0) return "";
  const named = (verdict: Verdict) =>
    controls.filter((claim) => claim.verdict === verdict).map(({ id, data }) => `${CONTROLS[id]} on ${data}`);
  const [failed, open] = [named("does not hold"), named("not resolved")];
  if (failed.length > 0) return `A check has failed (${list(failed)}): do not rely on the other answers.`;
  if (open.length > 0) return `A check could not be finished (${list(open)}): the other answers stand without it.`;
  return "Every check has passed: where nothing is left to chance trainings agree exactly, and where there is one best answer they find it.";
}

const CONTROLS: Partial<Record<Claim["id"], string>> = {
  control: "nothing random, nothing different",
  linear: "one best answer, always found",
  negative: "no false alarm where the truth is a straight line",
};

function answerOf(claim: Claim): string {
  return claim.id === "C1" ? ofOneBend(claim) : ofRatios(claim);
}

function ofOneBend({ verdict, convergence }: Claim): string {
  const mean = convergence?.lengths.at(-1)?.equalMean;
  if (!convergence || !mean || mean.value === null) return "no two equally good trainings could be compared";
  const range = mean.low === null || mean.high === null ? "" : ` ${interval(100 * mean.low, 100 * mean.high)}`;
  const apart = `equally good models with one bend are ${number(100 * mean.value)}${range} points apart`;
  const floor = Number((100 * convergence.floor).toPrecision(3));
  if (verdict === "holds") return `${apart}, models without a bend not at all`;
  if (verdict === "does not hold") return `${apart}, and less than ${floor} does not count`;
  const { count, of } = convergence.above;
  return `${apart}; by more than the ${floor} that counts in ${count} of ${of} repetitions`;
}

function ofRatios(claim: Claim): string {
  const { verdict, reversed } = claim;
  const contrasts = decisive(claim).filter(({ low, high }) => low !== null && high !== null);
  if (contrasts.length === 0) return "too few trainings could be compared";
  const said = contrasts
    .map(
      (contrast) =>
        `${number(Math.exp(contrast.estimate!))} times ${ratioInterval(contrast.low, contrast.high)} as far apart ${pairSays(claim, contrast)}`,
    )
    .join("; ");
  if (verdict === "holds") return said;
  const bound = roundRatio(Math.exp(contrasts[0]!.margin)).slice(1);
  if (verdict === "does not hold")
    return reversed ? `on the contrary, ${said}` : `${said}; less than ${bound} times does not count`;
  const isClear = contrasts.every(({ low, high, margin }) => low! > margin || high! < -margin);
  return isClear
    ? `${said}, but another condition of the test is not met`
    : `${said}; only a range wholly beyond ${bound} times decides`;
}

/** What is compared, in words. */
function pairSays({ id, arms }: Claim, { a, b }: Contrast): string {
  const isWindow = arms.some(({ name, group }) => name === a && group === "window");
  if (isWindow) {
    const width = (name: string) => /\d+/.exec(name)?.[0] ?? name;
    return `when shuffled among ${width(a)} examples as among ${width(b)}`;
  }
  if (id === "C2") return "as from one start";
  if (id === "C3") return "as in one order";
  return `with ${a} as with ${b}`;
}
