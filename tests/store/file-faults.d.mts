/** An operation on a file or a folder. */
export interface Operation {
  /** The name of the function, or of the method of a file handle. */
  name: string;
  path: string;
  /** Of a rename: the new path. */
  to: string | null;
  /** Whether it may change what is on the disk. */
  isChange: boolean;
  args: readonly unknown[];
}

/** "kill", "half" (some of the bytes are written, then it is killed), or the code of a system error. */
export type Fault = string;

export function watchFiles(
  under: string,
  watch: { before?: (operation: Operation) => Fault | undefined; after?: (operation: Operation) => void },
): () => void;
