/** Data of the visitor's own: a file, chosen here or dropped anywhere on the page. It stays in the browser. */
import type { DataInput } from "doppelgrad";
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
  const ending = name.toLowerCase().split(".").at(-1)!;
  const format = ["parquet", "npy"].includes(ending) ? ending : "csv";
  const content = format === "csv" ? await chosen.text() : await base64Of(chosen);
  file.value = { name, content };
  openOwn({ name: format, [format === "csv" ? "text" : "bytes"]: content } as DataInput);
}

function base64Of(chosen: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve((reader.result as string).split(",")[1] ?? "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(chosen);
  });
}

export function OwnData() {
  return (
    <label class="field own">
      <span>A file of your own, or drop one</span>
      <input type="file" onChange={(event) => void read(event.currentTarget.files?.[0])} />
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
