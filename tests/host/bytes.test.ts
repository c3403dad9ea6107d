import { expect, test, vi } from "vitest";
import { littleEndianBytes } from "../../src/host/bytes.js";

test("bytes are those of IEEE-754, least significant first", () => {
  const bytes = littleEndianBytes(new Float32Array([1, -0, 1e-45]));
  expect([...bytes]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0x80, 1, 0, 0, 0]);
});

test("a view into a larger buffer gives its own values, in bytes that do not alias it", () => {
  const values = new Float32Array([5, 2, 7]);
  const bytes = littleEndianBytes(values.subarray(1, 2));
  values[1] = 9;
  expect([...bytes]).toEqual([0, 0, 0, 0x40]);
});

test("a host with the other order of bytes writes the same", async () => {
  vi.resetModules();
  vi.doMock("../../src/host/machine.js", async (original) => ({
    ...(await original<object>()),
    hostIsLittleEndian: false,
  }));
  const { littleEndianBytes: elsewhere } = await import("../../src/host/bytes.js");
  const values = new Float32Array([1, -0, 1e-45, 3.14159, NaN]).subarray(0, 4);
  expect([...elsewhere(values)]).toEqual([...littleEndianBytes(values)]);
  expect([...elsewhere(values.subarray(1, 2))]).toEqual([0, 0, 0, 0x80]);
  vi.doUnmock("../../src/host/machine.js");
});
