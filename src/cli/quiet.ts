/** Whether anybody wants to see progress: --quiet. */

let silent = false;

/** From now on there is no progress. */
export function silence(): void {
  silent = true;
}

export function isSilent(): boolean {
  return silent;
}
