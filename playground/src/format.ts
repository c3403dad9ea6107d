/** Numbers and words as the page writes them. */

/** Three digits that count, without an exponent where the number is of a common size. */
export function number(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 0.0005 || size >= 1e6) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

export function percent(share: number): string {
  return `${number(100 * share)}%`;
}

export function count(of: number, one: string, many = `${one}s`): string {
  return `${of.toLocaleString("en")} ${of === 1 ? one : many}`;
}
