/**
 * One of the two that are compared, as a caller names it: a study or a result, and what trains it.
 */
import * as v from "valibot";
import { sha256, toHex } from "../host/sha256.js";
import { type Kernel, kernelOf, loadKernel } from "../kernel/load.js";
import { chooseBackend } from "../run/backend.js";
import { type CheckedClaim, type Claimed, checkedClaim } from "../run/claimed.js";
import { GIVEN_FILE, type GivenFile } from "../run/given-file.js";
import { withInitial } from "../run/named-initial.js";
import { type Prepared, prepare } from "../run/prepare.js";
import { prepareAgain } from "../run/retrain.js";
import { InputError, misplaced, readOrRefuse, shown, wrongType, wrongValue } from "../study/errors.js";
import { anything, fieldsOf, oneOf, parseFields } from "../study/fields.js";
import { refuseNoise } from "../study/refuse-noise.js";
import type { StudyInput } from "../study/study.js";
import { BACKENDS, type Backend } from "../train/group.js";
import { isRunnable, relaxedModule } from "../witness/module.js";
import { kernelReplayer, type Replayer, referenceReplayer } from "./replayer.js";

/** What is compared with another. */
export interface BisectSide {
  /** The study, as `run` takes it. Default: that of the result, or of `run`. */
  study?: StudyInput;
  /** A result of `run`, as `toJson` gives it, in place of a study: it is trained again, and held against what it says. */
  result?: Claimed;
  /** The data file that the result names: its path on this machine, or its content. */
  data?: GivenFile;
  /** What trains it. Default: what the result says, or the fastest of this host. */
  backend?: Backend;
  /** A build of the kernels that trains it in place of a backend: its bytes, or "relaxed" for that of the package. */
  kernel?: "relaxed" | Uint8Array;
}

/** A side that can be trained. */
export interface OpenedSide {
  /** "simd", "kernel relaxed", "kernel 0123456789abcdef". */
  trainedBy: string;
  prepared: Prepared;
  replayer: Replayer;
  claim: CheckedClaim | null;
  /** Of the result, where it has them. */
  parameters: Float32Array[] | null;
}

const KERNEL = '"relaxed", or the bytes of a build of the kernels as a Uint8Array';
const FIELDS = {
  study: v.optional(anything()),
  result: v.optional(anything()),
  data: v.optional(GIVEN_FILE),
  backend: v.optional(oneOf(...BACKENDS)),
  kernel: v.optional(
    v.custom<"relaxed" | Uint8Array<ArrayBuffer>>(
      (given) => given === "relaxed" || given instanceof Uint8Array,
      KERNEL,
    ),
  ),
};

/**
 * @param path "a" or "b", with which every refusal begins
 * @throws InputError for what can be no side; the signal's reason
 */
export async function openSide(given: BisectSide, path: string, signal: AbortSignal | undefined): Promise<OpenedSide> {
  try {
    return await opened(given, path, signal);
  } catch (error) {
    if (!(error instanceof InputError) || new RegExp(`^${path}\\b`).test(error.path)) throw error;
    throw new InputError({ ...error, path: `${path}.${error.path.replace(/^options\./, "")}` }, { cause: error });
  }
}

async function opened(given: BisectSide, path: string, signal: AbortSignal | undefined): Promise<OpenedSide> {
  const { study, result, data, backend, kernel } = parseFields(FIELDS, given, path);
  if (study !== undefined && result !== undefined)
    throw misplaced(`${path}.study`, "nothing with a result, which has its own", shown(study));
  if (result === undefined && data !== undefined)
    throw misplaced(`${path}.data`, "nothing with a study, which names its own data", shown(data));
  if (kernel !== undefined && backend !== undefined)
    throw misplaced(`${path}.backend`, "nothing beside a kernel", shown(backend));
  const { parameters = null, ...rest } = result === undefined ? {} : fieldsOf(result, "result", "the JSON of a run");
  const claim = result === undefined ? null : checkedClaim(rest);
  const prepared = claim
    ? await prepareAgain(claim.study, { data, signal })
    : await prepare(await withInitial((study as StudyInput | undefined) ?? {}, signal), { signal });
  const numbers = claim && parameters !== null ? numbersOf(parameters, prepared, `${path}.result.parameters`) : null;
  refuseNoise(prepared.study, "bisect cannot replay noise", `${path}.study`);
  const trained = { prepared, claim, parameters: numbers };
  if (kernel !== undefined) {
    const { name, open } = await buildOf(kernel, `${path}.kernel`);
    return { ...trained, trainedBy: `kernel ${name}`, replayer: await kernelReplayer(prepared, open) };
  }
  const chosen = backend ?? claim?.host.backend ?? (await chooseBackend()).backend;
  return { ...trained, trainedBy: chosen, replayer: await backendReplayer(prepared, chosen, `${path}.backend`) };
}

/** A backend that this host can start, whatever its bits: what is wrong with them is what is looked for. */
async function backendReplayer(prepared: Prepared, backend: Backend, path: string): Promise<Replayer> {
  if (backend === "reference") return referenceReplayer(prepared);
  try {
    return await kernelReplayer(prepared, () => loadKernel(backend));
  } catch (error) {
    if (typeof WebAssembly !== "undefined" && !(error instanceof WebAssembly.CompileError)) throw error;
    throw wrongValue(path, "a backend that this engine can compile", backend, "Use scalar or reference.", {
      cause: error,
    });
  }
}

/** @throws InputError for bytes that are no kernels */
async function buildOf(
  given: "relaxed" | Uint8Array<ArrayBuffer>,
  path: string,
): Promise<{ name: string; open: () => Promise<Kernel> }> {
  if (given === "relaxed") {
    const module = await relaxedModule(path);
    return { name: "relaxed", open: () => kernelOf(module) };
  }
  const refuse = (cause?: unknown) =>
    wrongValue(path, "a build of the kernels, such as dist/simd.wasm", `${given.length} bytes of another kind`, "", {
      cause,
    });
  if (!isRunnable(given)) throw refuse();
  const module = await WebAssembly.compile(given);
  const names = WebAssembly.Module.exports(module).map(({ name }) => name);
  if (WebAssembly.Module.imports(module).length > 0 || !NEEDED.every((name) => names.includes(name))) throw refuse();
  return { name: toHex(sha256(given)).slice(0, 16), open: () => kernelOf(module) };
}

/** What a build must export to train. */
const NEEDED = ["memory", "lanes", "heapBase", "initialize", "epochOrder", "train", "evaluate"];

/** @throws InputError for anything but a list of numbers for each replica */
function numbersOf(given: unknown, { study, plan }: Prepared, path: string): Float32Array[] {
  const what = `${plan.parameterCount} numbers for each of ${study.replicas} replicas`;
  return readOrRefuse(path, what, given, () => {
    const lists = Array.isArray(given) ? Array.from(given as unknown[]) : [];
    const isList = (list: unknown) =>
      (Array.isArray(list) || list instanceof Float32Array) && list.length === plan.parameterCount;
    if (lists.length !== study.replicas || !lists.every(isList)) throw wrongType(path, what, shown(given));
    return lists.map((list) => Float32Array.from(list as ArrayLike<number>));
  });
}
