/** The chapters in a row, each of which opens its preset; and the text of the one that is open, with what it says to try. */
import { CHAPTERS, type Chapter, type Try } from "../chapters.js";
import { share } from "../links.js";
import { chapter, requested, study } from "../state.js";
import { open, visit } from "../training.js";
import { HiddenLayers, OfActivation, ShuffleWindow } from "./Controls.js";

/** The place of the chapter that is open; -1 where none is. */
const placeOf = (): number => CHAPTERS.findIndex(({ id }) => id === chapter.value);

function go(to: number): void {
  chapter.value = CHAPTERS[to]!.id;
  void open(CHAPTERS[to]!.study);
}

export function Story() {
  const at = placeOf();
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
    </nav>
  );
}

function does(act: Try): void {
  if ("change" in act) void open(act.change(requested.value));
  else if ("steps" in act) void visit(act.steps);
  else void share();
}

const CONTROLS = { hidden: HiddenLayers, activation: OfActivation, shuffleWindow: ShuffleWindow };

function Control({ of }: { of: NonNullable<Chapter["control"]> }) {
  const Field = CONTROLS[of];
  return study.value ? <Field of={study.value} /> : null;
}

export function ChapterText() {
  const at = placeOf();
  if (at < 0) return null;
  const { text, tryThis, tries, control } = CHAPTERS[at]!;
  const next = CHAPTERS[at + 1];
  return (
    <section class="chapter" aria-label="The chapter" aria-live="polite">
      <p>
        <b>Try:</b> {tryThis}
      </p>
      <div class="tries">
        {tries.map((each) => (
          <button key={each.label} class="main" onClick={() => does(each)}>
            {each.label}
          </button>
        ))}
      </div>
      {control && <Control of={control} />}
      <p>{text}</p>
      {next && (
        <p>
          <button onClick={() => go(at + 1)}>Next: {next.title}</button>
        </p>
      )}
    </section>
  );
}
