/** The number that the page is about, in words. */
import { differenceText, sized } from "../format.js";
import { headline } from "../says.js";
import { active, reading } from "../state.js";

export function Headline() {
  const [now, at] = [reading.value, active.value];
  if (!now || !at)
    return (
      <section class="headline">
        <p class="number">…</p>
        <p>The networks are being made.</p>
      </section>
    );
  const exact = now.identical && at.replicas > 1 && now.diverged.length === 0;
  const { title, text, aside, warning } = headline(at, now);
  const number = differenceText(at, now);
  return (
    <section class={exact ? "headline exact" : "headline"}>
      <p class={sized("number", number)}>{number}</p>
      <p class="says">
        <b>{title}</b> {text}
        {aside && <span class="soft"> {aside}</span>}
      </p>
      {warning && <p class="problem">{warning}</p>}
    </section>
  );
}
