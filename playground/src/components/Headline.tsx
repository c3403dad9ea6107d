/** The number that the page is about, in words. */
import { count, number, percent } from "../format.js";
import { frame, opened } from "../state.js";

export function Headline() {
  const [now, at] = [frame.value, opened.value];
  if (!now || !at) return <section class="headline"><p class="number">…</p><p>The networks are made.</p></section>;
  if (now.diverged) {
    const { replica, step, quantity } = now.diverged;
    return (
      <section class="headline">
        <p class="number">∞</p>
        <p><b>Replica {replica + 1} diverged at step {step}:</b> {quantity}. Try a smaller learning rate.</p>
      </section>
    );
  }
  if (now.identical && at.study.vary.length === 0) {
    return (
      <section class="headline exact">
        <p class="number">0</p>
        <p><b>Exactly.</b> Every source of chance is off, and all {count(at.replicas, "replica")} are one network, bit for bit, at every step.</p>
      </section>
    );
  }
  const difference = now.predictionDifference ?? 0;
  return (
    <section class="headline">
      <p class="number">{at.task === "regression" ? number(difference) : percent(difference)}</p>
      <p>
        <b>Prediction difference.</b> So far apart are the predictions of two replicas for a new example, on average
        {now.churn !== null && <>; on {percent(now.churn)} of the examples they decide differently (churn)</>}.
      </p>
    </section>
  );
}
