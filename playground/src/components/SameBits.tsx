/** "Same bits?": this browser against the committed fingerprints, and its vectors against its scalars. */
import { signal } from "@preact/signals";
import type { CorpusReport } from "../corpus/corpus.js";
import { corpusAside } from "../engine/client.js";
import { shortNumber } from "../format.js";

type State =
  | { is: "idle" }
  | { is: "running"; share: number }
  | { is: "done"; report: CorpusReport }
  | { is: "failed"; message: string };
const state = signal<State>({ is: "idle" });

async function start(): Promise<void> {
  state.value = { is: "running", share: 0 };
  try {
    state.value = {
      is: "done",
      report: await corpusAside({
        onProgress: ({ done, total }) => (state.value = { is: "running", share: done / total }),
      }),
    };
  } catch (error) {
    state.value = { is: "failed", message: (error as Error).message };
  }
}

function Report({ report: { cases, rows, host, speed } }: { report: CorpusReport }) {
  const good = rows.every(({ equal }) => equal === cases);
  const fastest = Math.max(...speed.map(({ simd, scalar }) => simd / scalar));
  return (
    <>
      <p class={`claim ${good ? "good" : "bad"}`}>
        <b>{good ? "Same bits." : "Other bits."}</b> {host.engine} trained{" "}
        {rows.map(({ backend, equal }) => `${equal} of ${cases} (${backend})`).join(" and ")} studies of the golden
        corpus to the committed fingerprints, of all parameters and test logits, in{" "}
        {shortNumber(rows.reduce((sum, { seconds }) => sum + seconds, 0))} s.
        {rows.map(
          ({ first, backend }) =>
            first && (
              <span key={backend}>
                {" "}
                {backend}: {first}
              </span>
            ),
        )}{" "}
        {host.reason && `Here ${host.backend ?? "nothing"} is used: ${host.reason}`}
      </p>
      {speed.length > 0 && (
        <table class="bars">
          <caption>SIMD against scalar on this device, training steps</caption>
          <tbody>
            {speed.map(({ shape, simd, scalar }) => (
              <tr key={shape}>
                <th scope="row">{shape}</th>
                <td class="bar">
                  <div style={{ width: `${(100 * simd) / scalar / fastest}%` }} />
                </td>
                <td>{(simd / scalar).toFixed(1)}×</td>
                <td class="soft">{Math.round(simd).toLocaleString("en")} steps/s</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

export function SameBits() {
  const now = state.value;
  return (
    <section class="same">
      <h2>Same bits?</h2>
      <p class="soft">
        Let this browser train the golden corpus, the studies whose fingerprints are committed with the sources, with
        vectors and without.
      </p>
      <button class="main" disabled={now.is === "running"} onClick={() => void start()}>
        {now.is === "running" ? `Training, ${Math.round(100 * now.share)}%` : "Check this browser"}
      </button>
      <div role="status">
        {now.is === "done" && <Report report={now.report} />}
        {now.is === "failed" && <p class="problem">{now.message}</p>}
      </div>
    </section>
  );
}
