/**
 * The page's worker. It only leads to what answers: WebKit evaluates the first module of a worker once more when
 * another module imports it, and chunks that are loaded later import what they share from where it was bundled.
 */
import type { Ask } from "./protocol.js";

const answers = import("./answers.js");

addEventListener("message", async ({ data }: MessageEvent<Ask>) => (await answers).reply(data));
