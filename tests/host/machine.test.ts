import { describe, expect, test } from "vitest";
import { hostOf } from "../../src/host/machine.js";

const NODE = { node: "26.3.0", v8: "15.0.245.2-node.9" };
const on = { platform: "linux", arch: "x64" };

describe("what the host is", () => {
  test("Node, and what tells Node's version beside its own", () => {
    expect(hostOf({ process: { versions: NODE, ...on } })).toEqual({
      engine: "Node 26.3.0 (V8 15.0.245.2-node.9)",
      architecture: "linux x64",
    });
    const deno = { node: "26.3.0", deno: "2.9.5", v8: "15.0.245.2-rusty" };
    expect(hostOf({ process: { versions: deno, ...on }, navigator: { userAgent: "Deno/2.9.5" } })).toEqual({
      engine: "Deno 2.9.5 (V8 15.0.245.2-rusty)",
      architecture: "linux x64",
    });
    // Bun tells a version of V8, which it does not have.
    const bun = {
      node: "26.3.0",
      bun: "1.4.4",
      v8: "14.6.202.34-node.20",
      webkit: "d6375c72affe0f70222cdcb45012b10f0bf3a9d5",
    };
    expect(hostOf({ process: { versions: bun, ...on } })).toEqual({
      engine: "Bun 1.4.4 (JavaScriptCore d6375c72affe)",
      architecture: "linux x64",
    });
    expect(hostOf({ process: { versions: { ...NODE, electron: "38.1.0" }, ...on } }).engine).toBe(
      "Electron 38.1.0 (Node 26.3.0, V8 15.0.245.2-node.9)",
    );
    const workerd = {
      process: { versions: { node: "22.23.4", v8: "" }, ...on },
      navigator: { userAgent: "Cloudflare-Workers" },
    };
    expect(hostOf(workerd)).toEqual({ engine: "workerd (V8)", architecture: "unknown" });
  });

  test("a page that jsdom makes is in Node; a page whose bundler brings a process is not", () => {
    const page = { userAgent: "Mozilla/5.0 (linux) AppleWebKit/537.36 (KHTML, like Gecko) jsdom/26.1.0" };
    expect(hostOf({ process: { versions: NODE, ...on }, navigator: page }).engine).toBe(
      "Node 26.3.0 (V8 15.0.245.2-node.9)",
    );
    expect(
      hostOf({
        process: { versions: {}, platform: "browser" },
        navigator: { userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" },
      }),
    ).toEqual({
      engine: "Firefox 140 (SpiderMonkey)",
      architecture: "unknown",
    });
  });

  test.each([
    [
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36",
      "Chrome 156 (V8)",
    ],
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
      "Edge 141 (V8)",
    ],
    [
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 OPR/124.0.0.0",
      "Opera 124 (V8)",
    ],
    [
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.7339.41 Electron/38.1.0 Safari/537.36",
      "Electron 38.1.0 (V8)",
    ],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
      "Safari 26 (JavaScriptCore)",
    ],
    [
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
      "WebKitGTK 26 (JavaScriptCore)",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0.7390.41 Mobile/15E148 Safari/604.1",
      "Chrome 141.0.7390.41 (JavaScriptCore)",
    ],
    [
      "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/144.0 Mobile/15E148 Safari/605.1.15",
      "Firefox 144 (JavaScriptCore)",
    ],
    ["something else/1", "something else/1"],
    ["", "unknown"],
  ])("%s", (userAgent, engine) =>
    expect(hostOf({ navigator: { userAgent } })).toEqual({ engine, architecture: "unknown" }),
  );

  test("nothing that says what it is", () =>
    expect(hostOf({})).toEqual({ engine: "unknown", architecture: "unknown" }));

  test("this one", () => {
    const { node, v8 } = process.versions;
    expect(hostOf()).toEqual({
      engine: `Node ${node} (V8 ${v8})`,
      architecture: `${process.platform} ${process.arch}`,
    });
  });
});
