/** `doppelgrad power` */
import { checkedPower, type PowerOptions, powerOf } from "../compare/power.js";
import { visible } from "../study/errors.js";
import { type ReadArguments, readSide } from "./diff.js";
import { numberOption } from "./options.js";
import { print, printJson } from "./output.js";

interface PowerArguments extends ReadArguments {
  paired?: boolean;
  json?: boolean;
  measure?: PowerOptions["measure"];
  ratio?: string;
  level?: string;
  power?: string;
}

export async function powerCommand(
  a: string,
  b: string | undefined,
  options: PowerArguments,
  signal: AbortSignal,
): Promise<void> {
  const { measure, paired, ratio, level, power } = options;
  const numbers = Object.entries({ ratio, level, power }).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, numberOption(`--${name}`, text)]],
  );
  const wanted = checkedPower({
    ...Object.fromEntries(numbers),
    ...(measure !== undefined && { measure }),
    ...(paired !== undefined && { paired }),
  });
  const first = await readSide("A", a, options, signal);
  const second = b === undefined ? null : await readSide("B", b, options, signal);
  const found = await powerOf(first.side, second?.side, wanted);
  const notes = [...first.notes, ...(second?.notes ?? [])];
  await (options.json
    ? printJson({ a, b: b ?? null, notes, ...found })
    : print([...notes.map(visible), found.message].join("\n")));
}
