/** What the system says when it refuses something. */
const REASONS: Record<string, string> = {
  EACCES: "you have no permission to write it",
  EPERM: "you have no permission to write it",
  EDQUOT: "your disk quota is used up",
  EEXIST: "a file with this name exists",
  EFBIG: "the file would be larger than the system allows",
  EIO: "the device does not answer",
  EISDIR: "a folder with this name exists",
  ELOOP: "its links lead back to themselves",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "its folder does not exist",
  ENOSPC: "no space is left on the device",
  ENOTDIR: "a part of its path is not a folder",
  EROFS: "the file system is read-only",
  ERR_ACCESS_DENIED: "Node was started with permissions that forbid it",
};

/** `EPIPE` and the like; empty for an error without a code. */
export function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? "");
}

/** Why it failed, as the end of a sentence: words and the system's own name for it. */
export function because(error: unknown): string {
  const code = codeOf(error);
  const words = REASONS[code];
  return words ? `${words} (${code})` : code || String((error as Error)?.message ?? error);
}
