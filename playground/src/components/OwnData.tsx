/** Data of the visitor's own: a file, chosen here or dropped anywhere on the page. It stays in the browser. */
import type { FileSpec } from "../file-columns.js";
import { awaited, fileNames, refused, unkept } from "../state.js";
import { open, openOwn } from "../training.js";
import { onDemand } from "./on-demand.js";

/** What is asked of the file, or wrong with it. */
export const AskedOfFile = onDemand(async () => (await import("./FileQuestion.js")).FileQuestion);

/** Bytes of a file that a page trains in a reasonable time. */
const MOST = 5_000_000;

async function read(chosen: File | undefined): Promise<void> {
  if (!chosen) return;
  const { name, size } = chosen;
  if (size > MOST) {
    return refuse(name, "at most 5 MB on this page", `${(size / 1e6).toFixed(1)} MB`, "Train it with doppelgrad run.");
  }
  try {
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    const text = textOf(bytes);
    const content = text ?? (await base64Of(chosen));
    fileNames.set(content, name);
    const data = text === null ? { bytes: content } : { text: content };
    const place = awaited.value;
    if (place)
      void open(
        { ...place.study, data: { ...(place.study.data as FileSpec), ...data } },
        { at: place.step ?? undefined },
      );
    else openOwn({ name: "file", ...data });
    awaited.value = null;
  } catch {
    refuse(name, "a file that this browser can read", "none", "A folder is no file: choose the table in it.");
  }
}

/** What the page itself refuses is said where the SDK's refusals are. */
function refuse(path: string, expected: string, got: string, remedy: string): void {
  refused.value = {
    input: { data: { name: "file" } },
    refusal: { kind: "wrong-value", path, expected, got, remedy },
    wanted: [],
  };
}

/** What is UTF-8 is a text in the study, whose link is shorter; null for other bytes. */
function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
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
  const choose = ({ currentTarget }: { currentTarget: HTMLInputElement }): void => {
    void read(currentTarget.files?.[0]);
    // The same file may be chosen again.
    currentTarget.value = "";
  };
  return (
    <>
      <div class="own">
        <label class="file">
          Choose a file of your own
          <input class="hidden" type="file" onChange={choose} />
        </label>{" "}
        <span class="soft">or drop one</span>
      </div>
      {unkept.value && (
        <p class="soft">It is too large for this browser to keep: after a reload the page asks for it again.</p>
      )}
      {refused.value && <AskedOfFile />}
    </>
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
