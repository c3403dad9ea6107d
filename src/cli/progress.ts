/**
 * Progress on stderr: a bar with rate and time left in a terminal, plain lines now and then elsewhere.
 */
import { Presets, SingleBar } from "cli-progress";
import { isSilent } from "./quiet.js";

export interface ProgressLine {
  /** What runs now, and how far it is. */
  update(done: number, total: number, what: string): void;
  /** A line of its own above the bar. */
  say(line: string): void;
  stop(): void;
}

/** Seconds between two plain lines. */
const QUIET = 5;

const SILENT: ProgressLine = { update: () => undefined, say: () => undefined, stop: () => undefined };

/** @param unit what `done` and `total` count, in the plural */
export function progressLine(unit: string): ProgressLine {
  if (isSilent()) return SILENT;
  return process.stderr.isTTY ? bar(unit) : lines(unit);
}

function seconds(time: number): string {
  if (!Number.isFinite(time)) return "?";
  return time < 60 ? `${Math.ceil(time)} s` : `${Math.floor(time / 60)} min ${Math.ceil(time % 60)} s`;
}

/** Rate and time left from the share that is done. */
function pace(started: number, done: number, total: number): { rate: string; left: string } {
  const passed = (performance.now() - started) / 1000;
  const rate = done / passed;
  const short =
    rate >= 1e6 ? `${(rate / 1e6).toFixed(1)} M` : rate >= 1e3 ? `${(rate / 1e3).toFixed(0)} k` : rate.toFixed(0);
  return { rate: short, left: seconds((total - done) / rate) };
}

function bar(unit: string): ProgressLine {
  const started = performance.now();
  const single = new SingleBar(
    {
      format: `{bar} {percentage}%  {rate} ${unit}/s  {left} left  {what}`,
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
      barsize: 24,
    },
    Presets.shades_classic,
  );
  let running = false;
  return {
    update(done, total, what) {
      if (!running) single.start(total, done, { ...pace(started, done, total), what });
      running = true;
      single.setTotal(total);
      single.update(done, { ...pace(started, done, total), what });
    },
    say(line) {
      if (running) single.stop();
      running = false;
      process.stderr.write(`${line}\n`);
    },
    stop() {
      if (running) single.stop();
      running = false;
    },
  };
}

function lines(unit: string): ProgressLine {
  const started = performance.now();
  let told = started;
  return {
    update(done, total, what) {
      const now = performance.now();
      if (now - told < QUIET * 1000) return;
      told = now;
      const { rate, left } = pace(started, done, total);
      process.stderr.write(`${Math.floor((100 * done) / total)}%  ${rate} ${unit}/s  ${left} left  ${what}\n`);
    },
    say: (line) => void process.stderr.write(`${line}\n`),
    stop: () => undefined,
  };
}
