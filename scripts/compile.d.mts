export function compile(target: string, ...options: string[]): Promise<Uint8Array<ArrayBuffer>>;
