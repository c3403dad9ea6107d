/** What is asked of the file, or wrong with it. What was trained before stays until there is an answer. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { questionOf } from "../questions.js";
import { fileName, refused } from "../state.js";
import { open } from "../training.js";

export function FileQuestion() {
  const place = useRef<HTMLDivElement>(null);
  const now = refused.value;
  useLayoutEffect(() => {
    if (now) place.current?.scrollIntoView({ block: "nearest" });
  }, [now]);
  if (!now) return null;
  const { input, refusal, wanted } = now;
  const name = fileName(input) ?? "The file";
  const { text, answers } = questionOf(refusal, input.data, name);
  return (
    <div role="alert" class="asked" ref={place}>
      {answers.length > 0 && <b>{name}</b>}
      <p>{text}</p>
      <p class="answers-to">
        {answers.map(({ says, data, input: column }) => (
          <button
            key={says}
            onClick={() => void open({ ...input, data }, { wanted: column ? [...wanted, column] : wanted })}
          >
            {says}
          </button>
        ))}
        <button onClick={() => (refused.value = null)}>{answers.length > 0 ? "Cancel" : "Close"}</button>
      </p>
    </div>
  );
}
