export const KERNELS: readonly string[];
