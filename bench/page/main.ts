/**
 * SIMD against scalar in a browser: `bench kernels` and `bench math` on the page's own thread. Written into one file by
 * `npm run bench:page`; `#quick` makes it short. The reports also go to the console, one line of JSON each.
 */
import { html } from "../../src/report/html.js";
import { STYLE } from "../../src/report/style.js";
import { benchKernels, kernelSheets } from "../kernels.js";
import { machineOf, machineText } from "../machine.js";
import { benchMath, mathSheets } from "../math.js";
import type { Sheet } from "../sheet.js";
import { sheetHtml } from "../sheet-html.js";

const main = document.querySelector("main")!;
const progress = document.querySelector("#progress")!;
document.head.append(Object.assign(document.createElement("style"), { textContent: STYLE }));
document.querySelector("#machine")!.textContent = machineText(await machineOf());

const options = {
  quick: location.hash === "#quick",
  onProgress: (done: number, total: number, what: string) =>
    void (progress.textContent = `${done} of ${total}: ${what}`),
};

function show(report: object, sheets: readonly Sheet[]): void {
  for (const sheet of sheets)
    main.insertAdjacentHTML("beforeend", html`<section><h2>${sheet.title}</h2>${sheetHtml(sheet)}</section>`.markup);
  console.log(JSON.stringify(report));
}

try {
  const kernels = await benchKernels(options);
  show(kernels, kernelSheets(kernels));
  const math = await benchMath(options);
  show(math, mathSheets(math));
  progress.textContent = [...kernels.rows, ...math.rows].every(({ same }) => same)
    ? "Done: all bits are the same."
    : "Done: bits DIFFER.";
} catch (error) {
  progress.textContent = String(error);
  console.error(error);
}
