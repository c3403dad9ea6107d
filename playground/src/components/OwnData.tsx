/** Data of the visitor's own: a CSV file, chosen here or dropped anywhere on the page. It stays in the browser. */
import { file, problem } from "../state.js";
import { openOwn } from "../training.js";

/** Bytes of a file that a page trains in a reasonable time. */
const MOST = 5_000_000;

async function read(chosen: File | undefined): Promise<void> {
  if (!chosen) return;
  const { name, size } = chosen;
  if (size > MOST) {
    problem.value = `${name}: expected at most 5 MB on this page; got ${(size / 1e6).toFixed(1)} MB. Train it with doppelgrad run --data.`;
    return;
  }
  const text = await chosen.text();
  file.value = { name, text };
  openOwn({ name: "csv", text });
}

export function OwnData() {
  return (
    <label class="field own">
      <span>A CSV file of your own, or drop one</span>
      <input
        type="file"
        accept=".csv,.tsv,.txt,text/csv"
        onChange={(event) => void read(event.currentTarget.files?.[0])}
      />
    </label>
  );
}

/** The whole page takes what is dropped on it. */
export function takeDrops(page: HTMLElement): void {
  const over =
    (on: boolean) =>
    (event: DragEvent): void => {
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
