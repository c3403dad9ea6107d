/** The chapters: each opens its preset. */
import { signal } from "@preact/signals";
import { CHAPTERS } from "../chapters.js";
import { open } from "../training.js";

/** The chapter that was opened, by its place. */
const chapter = signal<number | null>(null);

function go(to: number): void {
  chapter.value = to;
  void open(CHAPTERS[to]!.study);
}

export function Story() {
  const at = chapter.value;
  const now = at === null ? null : CHAPTERS[at]!;
  return (
    <nav class="story" aria-label="The story, in chapters">
      <ol>
        {CHAPTERS.map(({ id, title }, i) => (
          <li key={id}>
            <button aria-current={i === at ? "step" : undefined} onClick={() => go(i)}>
              <span aria-hidden="true">{i + 1}</span> {title}
            </button>
          </li>
        ))}
      </ol>
      {now && (
        <div class="chapter" aria-live="polite">
          <p>{now.text}</p>
          <p>
            <b>Try:</b> {now.tryThis}
            {at! + 1 < CHAPTERS.length && (
              <>
                {" "}
                <button onClick={() => go(at! + 1)}>Next: {CHAPTERS[at! + 1]!.title}</button>
              </>
            )}
          </p>
        </div>
      )}
    </nav>
  );
}
