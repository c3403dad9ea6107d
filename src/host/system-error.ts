/** What the system says when it refuses something. */
const REASONS: Record<string, string> = {
  EACCES: "it may not be written",
  EPERM: "it may not be written",
  EDQUOT: "the quota of this user is used up",
  EEXIST: "there is a file of this name",
  EFBIG: "the file would be larger than the system allows",
  EIO: "the device does not answer",
  EISDIR: "there is a folder of this name",
  ELOOP: "its links lead back to themselves",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "its folder is not there",
  ENOSPC: "no space is left on the device",
  ENOTDIR: "a part of its path is no folder",
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
