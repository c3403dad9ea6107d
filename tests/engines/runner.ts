/**
 * The runner of the engine matrix: probes an engine and trains a corpus there with the bytes of one build. It is the
 * trainer of the package as it is, all but the way the bytes come in (bare-kernel.ts); script.mjs makes one classic
 * script of it.
 */
import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils";
import { hostIsLittleEndian, hostOf } from "../../src/host/machine.js";
import type { Build } from "../../src/kernel/load.js";
import { kernelAdding } from "../../src/measure/kernel.js";
import { plain } from "../../src/measure/plain.js";
import { prepare } from "../../src/run/prepare.js";
import type { StudyInput } from "../../src/study/study.js";
import { studyFingerprint } from "../../src/train/fingerprint.js";
import type { Group } from "../../src/train/group.js";
import { probe } from "../../src/train/probe.js";
import { openGroup, type Setting } from "../../src/train/setting.js";
import { trainAll } from "../../src/train/train-group.js";
import { measuresDigest } from "../measure/digest.js";
import { handIn } from "./bare-kernel.js";

/** A bare shell has none: data that take long to draw rest between two slices (src/host/slices.ts). */
class Channel {
  port1: { onmessage?: () => void; close(): void } = { close() {} };
  port2 = { postMessage: () => void Promise.resolve().then(() => this.port1.onmessage?.()) };
}
globalThis.MessageChannel ??= Channel as never;

type Bytes = Uint8Array<ArrayBuffer>;

/** What one engine says about one build. */
export interface Answer {
  build: Build;
  /** SHA-256 of the bytes: of the build, of its fused steps, of those with noise and with simulated arithmetic, and of the kernels of the measures. */
  wasm: string;
  fused?: string;
  noise?: string;
  simulated?: string;
  measures?: string;
  /** False where the engine cannot compile them; then nothing was trained. */
  compiles: boolean;
  /** What the probe of the package says against the build here, or null; null too where it is not compiled. */
  refused: string | null;
  /** Name of a study -> its fingerprint, or the error that it ended with. */
  fingerprints: Record<string, string>;
  /** SHA-256 of the measures of fixed predictions (tests/measure/digest.ts), as the package measures with the build. */
  measured?: string;
  /** What the package calls the host here. */
  engine: string;
  /** Milliseconds, without the start of the engine. */
  time: number;
}

/**
 * @param modules the bytes of the build, of its fused steps, of those with noise and with simulated arithmetic, and of
 * the kernels of the measures, in hex
 * @returns an `Answer` as one line of JSON
 */
export async function answer(
  build: Build,
  modules: [kernel: string, fused: string, noise: string, simulated: string, measures: string],
  studies: readonly { name: string; study: StudyInput }[],
): Promise<string> {
  const start = Date.now();
  const [bytes, fused, noise, simulated, measures] = modules.map((hex) => hexToBytes(hex)) as [
    Bytes,
    Bytes,
    Bytes,
    Bytes,
    Bytes,
  ];
  const compiles = [bytes, fused, noise, simulated].every((module) => WebAssembly.validate(module));
  const fingerprints: Record<string, string> = {};
  if (compiles) {
    handIn(build, bytes);
    handIn(`${build}-fused`, fused);
    handIn(`${build}-noise`, noise);
    handIn(`${build}-simulated`, simulated);
    if (build === "simd") handIn("measures", measures);
  }
  const refused = compiles ? (await probe(build)).problem : null;
  for (const { name, study } of compiles ? studies : []) {
    fingerprints[name] = await fingerprintOf(study, (setting) => openGroup(setting, build)).catch(String);
  }
  const adding = build === "simd" && compiles && hostIsLittleEndian ? await kernelAdding() : plain;
  return JSON.stringify({
    build,
    wasm: bytesToHex(sha256(bytes)),
    fused: bytesToHex(sha256(fused)),
    noise: bytesToHex(sha256(noise)),
    simulated: bytesToHex(sha256(simulated)),
    measures: bytesToHex(sha256(measures)),
    compiles,
    refused,
    fingerprints,
    measured: measuresDigest(adding),
    engine: hostOf().engine,
    time: Date.now() - start,
  } satisfies Answer);
}

/** Trains all replicas of a study in one group. */
export async function fingerprintOf(input: StudyInput, open: (setting: Setting) => Promise<Group>): Promise<string> {
  const setting = await prepare(input);
  return studyFingerprint(trainAll(await open(setting), setting));
}
