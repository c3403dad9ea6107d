/** Whether the visitor's system is dark, as it changes. */
import { signal } from "@preact/signals";

const query = matchMedia("(prefers-color-scheme: dark)");
export const dark = signal(query.matches);
query.addEventListener("change", () => (dark.value = query.matches));
