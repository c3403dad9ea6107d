/** The link to what is shown, its fingerprint, and the study as code. */
import { signal } from "@preact/signals";
import { fragment } from "../address.js";
import { copy } from "../clipboard.js";
import { besideFile, commandOf, fileContent, frameOf, scriptOf } from "../code.js";
import { shortPercent } from "../format.js";
import { share } from "../links.js";
import { active, claim, fileName, fingerprint, playing, reading, requested, sharing, study } from "../state.js";

export function Share() {
  const made = sharing.value;
  const off = !study.value || !reading.value;
  return (
    <section class="share">
      <h2>Share it</h2>
      <p class="soft">
        A link holds the whole study, the step that is shown, and the fingerprints on the way there. Whoever opens it
        trains the study again, and sees whether every bit of the parameters and the test logits is the same.
      </p>
      <button class="main" disabled={off || made?.state === "making"} onClick={() => void share()}>
        {made?.state === "making"
          ? `Training for the link, ${Math.round(100 * made.share)}%`
          : "Copy a link to this step"}
      </button>
      <div role="status">
        {made?.state === "made" && (
          <p>
            {made.copied ? "Copied. " : ""}
            <a class="url" href={made.url}>
              {made.url.slice(0, 60)}…
            </a>
          </p>
        )}
        {made?.state === "failed" && <p class="problem">{made.message}</p>}
      </div>
      <p class="print">
        <span class="soft">Fingerprint of step {reading.value?.step ?? 0}</span>{" "}
        <code>{fingerprint.value ?? "pause to see it"}</code>
      </p>
      <details>
        <summary>Copy as code</summary>
        {!playing.value && study.value && <Code />}
      </details>
    </section>
  );
}

function Code() {
  const content = fileContent(requested.value);
  const { name } = Object(requested.value.data) as { name?: string };
  const path = content === null ? null : (fileName(requested.value) ?? `data.${name}`);
  const input = path === null ? requested.value : besideFile(requested.value, path);
  const url = sharing.value?.state === "made" ? sharing.value.url : null;
  const last = reading.value?.step === active.value?.steps ? fingerprint.value : null;
  return (
    <>
      {path !== null && <p class="soft">With the data beside it as {path}.</p>}
      <Block title="A script, for Node or a page" text={scriptOf(input, last)} />
      <Block title="A command" text={commandOf(input) + (url ? `\ndoppelgrad verify '${url}'` : "")} />
      {path === null && <Block title="A frame, for an article" text={frameOf(location.href, fragment.value)} />}
    </>
  );
}

/** The text that was copied last. */
const copied = signal<string | null>(null);

function Block({ title, text }: { title: string; text: string }) {
  return (
    <div class="code">
      <p>
        {title}{" "}
        <button onClick={async () => (copied.value = (await copy(text)) ? text : null)} aria-label={`Copy: ${title}`}>
          {copied.value === text ? "Copied" : "Copy"}
        </button>
      </p>
      <pre tabIndex={0}>{text}</pre>
    </div>
  );
}

/** Whether the link that the page was opened with holds. */
export function ClaimBadge() {
  const now = claim.value;
  if (!now) return null;
  if (now.state === "training")
    return (
      <p class="claim" role="status">
        <b>Checking the link.</b> {now.replicas} replicas are trained again to step {now.step}:{" "}
        {shortPercent(Math.round(100 * now.share) / 100)}
      </p>
    );
  if (now.state === "failed")
    return (
      <p class="claim bad" role="status">
        <b>The link could not be checked.</b> {now.message}
      </p>
    );
  const { same, fingerprint, message } = now.check;
  if (same) {
    const owners =
      now.replicas === 1
        ? "the parameters of the replica and its"
        : `the parameters of all ${now.replicas} replicas and their`;
    return (
      <p class="claim good" role="status">
        <b>MATCH</b> Every bit of {owners} logits for the test set is as the link says: step {now.step}, fingerprint{" "}
        {fingerprint}.
      </p>
    );
  }
  return (
    <p class="claim bad" role="status">
      <b>MISMATCH</b> {message[0]!.toUpperCase() + message.slice(1)}
    </p>
  );
}
