/** The link to what is shown, and the study as code. */
import { claim, frame, playing, sharing, study, wanted } from "../state.js";
import { percent } from "../format.js";
import { share } from "../links.js";

export function Share() {
  const made = sharing.value;
  const off = !study.value || !frame.value;
  return (
    <section class="share">
      <h2>Send it</h2>
      <p class="soft">The link holds the whole study, the step that is shown, and the fingerprints of the way there. Whoever opens it trains the same bits, and sees that they are.</p>
      <button class="main" disabled={off || made?.state === "making"} onClick={() => void share()}>{made?.state === "making" ? `Training for the link, ${Math.round(100 * made.share)}%` : "Copy a link to this step"}</button>
      <div role="status">
        {made?.state === "made" && <p>{made.copied ? "Copied. " : ""}<a class="url" href={made.url}>{made.url.slice(0, 60)}…</a></p>}
        {made?.state === "failed" && <p class="problem">{made.message}</p>}
      </div>
      <details>
        <summary>As code</summary>
        {!playing.value && <Code />}
      </details>
    </section>
  );
}

function Code() {
  const json = JSON.stringify(wanted.value);
  const { data, ...rest } = wanted.value;
  const url = sharing.value?.state === "made" ? sharing.value.url : null;
  const sets = Object.entries({ ...rest, data }).filter(([, value]) => value !== undefined).map(([key, value]) => `--set '${key}=${JSON.stringify(value).replaceAll("'", "'\\''")}'`);
  return (
    <>
      <p>The whole training in Node or a page:</p>
      <pre tabIndex={0}>{`import { run } from "doppelgrad";\n\nconst result = await run(${json});\nconsole.log(result.predictionDifference.value, result.fingerprint);`}</pre>
      <p>On the command line:</p>
      <pre tabIndex={0}>{`doppelgrad run ${sets.join(" ")}${url ? `\ndoppelgrad verify '${url}'` : ""}`}</pre>
    </>
  );
}

/** Whether the link that the page was opened with holds. */
export function ClaimBadge() {
  const now = claim.value;
  if (!now) return null;
  if (now.state === "training") return <p class="claim" role="status"><b>Checking the link.</b> {now.replicas} replicas are trained again to step {now.step}: {percent(Math.round(100 * now.share) / 100)}</p>;
  if (now.state === "failed") return <p class="claim bad" role="status"><b>The link could not be checked.</b> {now.message}</p>;
  const { same, message } = now.check;
  return <p class={`claim ${same ? "good" : "bad"}`} role="status"><b>{same ? "MATCH" : "MISMATCH"}</b> {message[0]!.toUpperCase() + message.slice(1)}</p>;
}
