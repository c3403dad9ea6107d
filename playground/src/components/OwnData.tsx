/** Data of the visitor's own: a CSV file, chosen here or dropped anywhere on the page. It stays in the browser. */
import { brush, painted, problem } from "../state.js";
import { openOwn } from "../training.js";

/** Bytes of a file that a page trains in a reasonable time. */
const MOST = 5_000_000;

async function read(file: File | undefined): Promise<void> {
  if (!file) return;
  if (file.size > MOST) problem.value = `${file.name}: expected at most 5 MB on this page; got ${(file.size / 1e6).toFixed(1)} MB. Train it with doppelgrad run --data.`;
  else openOwn({ name: "csv", text: await file.text() });
}

/** Which class the next points have, or none. */
function Brush() {
  const choose = (to: typeof brush.value) => () => (brush.value = to);
  return (
    <div class="field">
      <span>Paint points on a map</span>
      <div class="layers" role="group" aria-label="Paint points on a map">
        <button aria-pressed={brush.value === 1} onClick={choose(1)}>Blue</button>
        <button aria-pressed={brush.value === 0} onClick={choose(0)}>Orange</button>
        <button disabled={brush.value === null} onClick={choose(null)}>Done</button>
        <button disabled={painted.value.length === 0} onClick={() => (painted.value = [])}>Clear</button>
      </div>
      {brush.value !== null && <span role="status">Drag over a map, or press Enter at the point. Both colours are needed.</span>}
    </div>
  );
}

export function OwnData() {
  return (
    <>
      <Brush />
      <label class="field own">
        <span>A CSV file of your own, or drop one</span>
        <input type="file" accept=".csv,.tsv,.txt,text/csv" onChange={(event) => void read(event.currentTarget.files?.[0])} />
      </label>
    </>
  );
}

/** The whole page takes what is dropped on it. */
export function takeDrops(page: HTMLElement): void {
  const over = (on: boolean) => (event: DragEvent): void => {
    event.preventDefault();
    page.classList.toggle("over", on);
  };
  addEventListener("dragover", over(true));
  addEventListener("dragleave", over(false));
  addEventListener("drop", (event) => {
    over(false)(event);
    void read(event.dataTransfer?.files[0]);
  });
}
