/** A file of the visitor's own as data of a study, and which of its columns are inputs. */
import type { Preprocessing, TableInput } from "doppelgrad";

export type FileSpec = { name: "file" } & TableInput;

/** The file without a column among its inputs. */
export function without(data: FileSpec, column: string): FileSpec {
  return data.inputs
    ? { ...data, inputs: data.inputs.filter((each) => each !== column) }
    : { ...data, ignore: [...(data.ignore ?? []), column] };
}

/** The file with further columns among its inputs: all are named then, so none is left out for what it looks like. */
export function withInputs(
  data: FileSpec,
  { inputs }: Pick<Preprocessing, "inputs">,
  wanted: readonly string[],
): FileSpec {
  return {
    ...data,
    inputs: [...inputs.map(({ column }) => column), ...wanted],
    ignore: (data.ignore ?? []).filter((column) => !wanted.includes(column)),
  };
}
