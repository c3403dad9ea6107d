/** The number that the page is about, in words. */
import { apart, count, differenceText, percent } from "../format.js";
import { opened, reading } from "../state.js";

export function Headline() {
  const [now, at] = [reading.value, opened.value];
  if (!now || !at) return <section class="headline"><p class="number">…</p><p>The networks are being made.</p></section>;
  const exact = now.identical && at.study.vary.length === 0;
  return (
    <section class={exact ? "headline exact" : "headline"}>
      <p class="number">{differenceText(at, now)}</p>
      {now.diverged ? (
        <p><b>Replica {now.diverged.replica} diverged at step {now.diverged.step}:</b> {now.diverged.quantity}. Try a smaller learning rate.</p>
      ) : exact ? (
        <p><b>Exactly.</b> Every source of chance is off: all {count(at.replicas, "replica")} are one network, bit for bit, at every step.</p>
      ) : (
        <p>
          <b>Prediction difference.</b> On average over the test set, two replicas predict {at.task === "regression" ? "values" : "probabilities"} this far apart
          {now.churn !== null && <>; on {percent(now.churn)} of the examples they decide differently (churn)</>}.
          {now.interval && <span class="soft"> 95% interval over replicas: {apart(now.interval[0], at)} to {apart(now.interval[1], at)}.</span>}
        </p>
      )}
    </section>
  );
}
