/**
 * The backend that proves what another one trained.
 */
import type { Backend } from "../train/group.js";
import { probe } from "../train/probe.js";
import { chooseBackend } from "./backend.js";

/** A backend for a proof: another than the one that trained, as far as this host has one. */
export async function otherBackend(trained: Backend): Promise<Backend> {
  const other = trained === "scalar" ? "simd" : "scalar";
  return (await probe(other)).problem === null ? other : (await chooseBackend()).backend;
}
