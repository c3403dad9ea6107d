/** What `doppelgrad bench` can time, and its line in the help. */
export const BENCHES = {
  kernels:
    "whole training steps and each kernel, as a fraction of the peak of multiply-add, and what a run costs around them",
  math: "elementary functions and activations, ns per element, beside the host's Math and AssemblyScript's",
  replicas:
    "whole runs: replicas per second by network and workers; time to start a process, to start and cancel a pool",
  peers: "the same work in other libraries, where they are installed (in a copy of the repository)",
} as const;

export type BenchName = keyof typeof BENCHES;
