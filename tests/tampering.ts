/** Every way to change a JSON document in one place: another leaf, a key that is gone, a key that was not there. */

export interface Tampering {
  /** Where: "measures.churn.value". */
  at: string;
  /** Nudged: to the next number. */
  kind: "changed" | "nudged" | "deleted" | "added";
  /** Changes a copy of the document. */
  apply(document: object): void;
}

type Nested = Record<string, unknown>;

export function tamperings(document: object): Tampering[] {
  return [...within(document as Nested, [])];
}

function* within(value: Nested, keys: readonly string[]): Generator<Tampering> {
  const inside = (document: object) => keys.reduce((place, key) => place[key] as Nested, document as Nested);
  const at = (key: string) => [...keys, key].join(".");
  yield {
    at: at("extra"),
    kind: "added",
    apply: (document) =>
      void (Array.isArray(value) ? (inside(document) as unknown as unknown[]).push(0) : (inside(document).extra = 0)),
  };
  for (const key of Object.keys(value)) {
    const own = value[key];
    yield {
      at: at(key),
      kind: "deleted",
      apply: (document) =>
        void (Array.isArray(value)
          ? (inside(document) as unknown as unknown[]).splice(Number(key), 1)
          : delete inside(document)[key]),
    };
    if (typeof own === "object" && own !== null) yield* within(own as Nested, [...keys, key]);
    if (typeof own === "number")
      yield { at: at(key), kind: "nudged", apply: (document) => void (inside(document)[key] = nextUp(own)) };
    for (const other of changed(own))
      yield { at: at(key), kind: "changed", apply: (document) => void (inside(document)[key] = other) };
  }
}

/** Other values of the same kind, as near as can be, and of another kind. */
function changed(value: unknown): unknown[] {
  if (typeof value === "number") return [value + 1, -value - 1, null];
  if (typeof value === "string")
    return [value.length > 0 ? value.slice(0, -1) + (value.endsWith("0") ? "1" : "0") : "x", "", 0];
  if (typeof value === "boolean") return [!value, null];
  return value === null ? [0, ""] : [null, 0];
}

/** The least f64 above. */
function nextUp(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigUint64(0, view.getBigUint64(0) + 1n);
  return view.getFloat64(0);
}
