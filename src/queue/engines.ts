/** The names of the engines of whole processes; the other one is a queue, which is named by the address of its server. */
export const ENGINES = ["slurm", "kubernetes", "parallel"] as const;
export type Engine = (typeof ENGINES)[number];
