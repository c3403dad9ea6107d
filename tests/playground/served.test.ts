/** `npm run playground`, as a person starts it: it says where the page is, and the page is there. */
import { spawn } from "node:child_process";
import { expect, test } from "vitest";

test("the address is said, and answers with the page", async (context) => {
  const env = { ...process.env, BROWSER: "none", NO_COLOR: "1" };
  const server = spawn(process.execPath, ["scripts/playground.mjs"], { env });
  context.onTestFinished(() => void server.kill());
  const address = await new Promise<string>((found, failed) => {
    let said = "";
    server.stdout.on("data", (text) => {
      said += text;
      const [url] = /http:\S+(?=\n)/.exec(said) ?? [];
      if (url) found(url);
    });
    server.on("exit", () => failed(new Error(`it ended, and said: ${said}`)));
  });
  expect(await (await fetch(address)).text()).toContain("<title>doppelgrad");
});
