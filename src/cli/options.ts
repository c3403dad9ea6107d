/**
 * Options of the command line: numbers, and how a study is run.
 */
import { isSample } from "../store/sample.js";
import { shown, wrongValue } from "../study/errors.js";
import type { Backend } from "../train/group.js";

export interface ExecutionArguments {
  workers?: string;
  backend?: Backend;
}

/** @throws InputError for what is no integer from `least` to `most` */
export function integerOption(
  name: string,
  text: string | undefined,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isInteger(value) || value < least || value > most) {
    throw wrongValue(name, `an integer from ${least} to ${most}`, shown(text));
  }
  return value;
}

/** @throws InputError for what is no number */
export function numberOption(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw wrongValue(name, "a number", shown(text));
  return value;
}

/** @throws InputError for what is no number of seconds */
export function secondsOption(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = numberOption(name, text);
  if (seconds < 0) throw wrongValue(name, "a number of seconds, 0 or more", shown(text));
  return seconds;
}

/** A number of parts, "3", or a share of them, "5%". */
export function sampleFrom(name: string, text: string): number | string {
  return isSample(text) ? text : integerOption(name, text, 1)!;
}

export function executionFrom({ workers, backend }: ExecutionArguments): { workers?: number; backend?: Backend } {
  const count = integerOption("--workers", workers, 0, 1024);
  return { ...(count !== undefined && { workers: count }), ...(backend && { backend }) };
}
