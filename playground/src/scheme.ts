/** Whether the visitor's system is dark, as it changes, and the colours of maps there. */
import { computed, signal } from "@preact/signals";
import { coloursOf } from "./draw/colours.js";

const query = matchMedia("(prefers-color-scheme: dark)");
export const dark = signal(query.matches);
query.addEventListener("change", () => (dark.value = query.matches));

/** Made once a scheme, and not for each map of each frame. */
export const mapColours = computed(() => ({ dark: dark.value, colours: coloursOf(dark.value) }));
