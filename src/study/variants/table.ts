/**
 * Variants `{ name, ...parameters }`: the form of their tables, and from what a user writes to one with every parameter
 * filled in.
 */
import type * as v from "valibot";
import { notOneOf, shown, wrongType } from "../errors.js";
import { isPlain, oneOf, parseFields } from "../fields.js";

/** The member of a union of variants that a name chooses. */
export type Named<Variant, Name> = Variant extends { name?: infer Names }
  ? Name extends Names
    ? Variant
    : never
  : never;

/** A written variant with its name and every parameter filled in. */
export type Resolved<Variant> = Variant extends unknown ? { [Field in keyof Variant]-?: Variant[Field] } : never;

/** For each name its parameters: the schema of each, with its default. */
export type VariantTable<Variant extends { name: string }> = {
  readonly [Name in Variant["name"]]: {
    readonly [Parameter in Exclude<keyof Named<Variant, Name>, "name">]: v.GenericSchema<
      Named<Variant, Name>[Parameter] | undefined,
      Named<Variant, Name>[Parameter]
    >;
  };
};

/** The names of a table, in its order. */
export function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] {
  return Object.keys(table) as Name[];
}

/**
 * A bare name, or `{ name, ...parameters }`; parameters without a name belong to the default.
 * @throws InputError for a wrong type, an unknown name or parameter, and a wrong value
 */
export function resolveVariant<Variant extends { name: string }>(
  table: VariantTable<Variant>,
  input: unknown,
  fallback: { name: Variant["name"] },
  path: string,
): Variant {
  const names = namesOf(table);
  const parameters = typeof input === "string" ? { name: input } : (input ?? {});
  if (!isPlain(parameters)) {
    throw wrongType(path, `one of ${names.join(", ")}, or { name, ...parameters }`, shown(input));
  }
  const written = Object.hasOwn(parameters, "name") ? parameters : { ...fallback, ...parameters };
  const { name } = written;
  if (typeof name !== "string" || !Object.hasOwn(table, name)) throw notOneOf(path, name, names);
  return parseFields({ name: oneOf(name), ...table[name as Variant["name"]] }, written, path) as unknown as Variant;
}
