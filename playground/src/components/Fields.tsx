/** The kinds of control that the recipe is made of: numbers, choices, ticks, and variants `{ name, ...parameters }`. */
import type { ComponentChildren } from "preact";
import { shortNumber } from "../format.js";

interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  /** Equal ways are equal factors. */
  log?: boolean;
  whole?: boolean;
  /** Digits that count. */
  digits?: number;
  text?: string;
  onValue: (value: number) => void;
}

/** Acts when it is let go, because each value is another training. */
export function Slider({ label, value, min, max, log = false, whole = false, digits = 2, text, onValue }: SliderProps) {
  const STEPS = 200;
  const to = (v: number): number =>
    Math.round(STEPS * (log ? Math.log(v / min) / Math.log(max / min || 2) : (v - min) / (max - min || 1)));
  const from = (at: number): number => {
    const v = log ? min * (max / min) ** (at / STEPS) : min + ((max - min) * at) / STEPS;
    return whole ? Math.round(v) : Number(v.toPrecision(digits));
  };
  const each = whole && !log;
  const written = text ?? (whole ? value.toLocaleString("en") : shortNumber(value));
  return (
    <label class="field">
      <span>
        {label}{" "}
        <span class="value" aria-hidden="true">
          {written}
        </span>
      </span>
      <input
        type="range"
        min={0}
        max={each ? max - min : STEPS}
        value={each ? value - min : to(value)}
        aria-valuetext={written}
        onChange={({ currentTarget: { valueAsNumber: at } }) => onValue(each ? min + at : from(at))}
      />
    </label>
  );
}

export function Choice({
  label,
  value,
  options,
  onValue,
}: {
  label: string;
  value: string;
  options: readonly string[];
  onValue: (value: string) => void;
}) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {options.map((each) => (
          <option key={each} value={each}>
            {each.replaceAll("_", " ")}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Tick({ label, value, onValue }: { label: string; value: boolean; onValue: (value: boolean) => void }) {
  return (
    <label class="tick">
      <input type="checkbox" checked={value} onChange={(event) => onValue(event.currentTarget.checked)} /> {label}
    </label>
  );
}

export function More({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <details class="more">
      <summary>{title}</summary>
      {children}
    </details>
  );
}

/** A parameter's name -> its lowest and highest value, and how it is set. */
export type Ranges = Readonly<
  Record<string, readonly [number, number, Pick<SliderProps, "whole" | "log" | "digits">?]>
>;

/**
 * A variant as it was requested last, where it still is that one: a second parameter may be set before the first one
 * has an answer.
 */
export function latest<Variant extends { name: string }>(shown: Variant, requested: unknown): Variant {
  const isSame = typeof requested === "object" && requested !== null && (requested as Variant).name === shown.name;
  return isSame ? { ...shown, ...requested } : shown;
}

interface ParametersProps<Variant> {
  of: Variant;
  /** What was requested last, a name alone or a variant. */
  requested: () => unknown;
  /** What stands here gets a slider; flags always have a tick. */
  ranges: Ranges;
  onValue: (value: Variant) => void;
}

export function ParameterFields<Variant extends { name: string }>({
  of,
  requested,
  ranges,
  onValue,
}: ParametersProps<Variant>) {
  return (
    <>
      {Object.entries(of).map(([key, value]: [string, unknown]) => {
        const set = (next: number | boolean): void => onValue({ ...latest(of, requested()), [key]: next });
        if (typeof value === "boolean") return <Tick key={key} label={key} value={value} onValue={set} />;
        const [min, max, options] = ranges[key] ?? [];
        return (
          min !== undefined && (
            <Slider key={key} label={key} value={value as number} min={min} max={max!} {...options} onValue={set} />
          )
        );
      })}
    </>
  );
}

/** A choice of the name, which begins with its defaults, and the parameters below it. */
export function Variant<Kind extends { name: string }>({
  label,
  options,
  ...rest
}: { label: string; options: readonly Kind["name"][] } & ParametersProps<Kind>) {
  return (
    <>
      <Choice label={label} value={rest.of.name} options={options} onValue={(name) => rest.onValue({ name } as Kind)} />
      <ParameterFields {...rest} />
    </>
  );
}
