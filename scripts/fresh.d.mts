export function isFresh(stamp: string, inputs: readonly string[], outputs: readonly string[]): boolean;
export function markFresh(stamp: string, inputs: readonly string[], outputs: readonly string[]): void;
