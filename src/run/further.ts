/**
 * Further measures of a study, from its outputs wherever they are: in memory, in a temporary file, in the parts of a
 * folder. Loaded where they are asked for.
 */
import { type Asked, askedIn } from "../further/asked.js";
import { type FurtherMeasures, furtherMeasures } from "../further/further.js";
import { type Networks, networksOf } from "../further/networks.js";
import { inSlices } from "../host/slices.js";
import type { Block } from "../measure/predictions.js";
import { fieldsOf } from "../study/fields.js";
import { knownOf, type Prepared, shapeOf } from "./prepare.js";
import type { RunOptions, runPrepared } from "./run.js";

/** What is added to a result as long as there are outputs. */
export type Lend = NonNullable<Parameters<typeof runPrepared>[3]>;

type Watch = Pick<RunOptions, "signal" | "onMeasuring">;

/**
 * What measures further once the replicas are trained.
 * @throws InputError for an unknown measure, and for an exponent that is none
 */
export function measuringMore(options: unknown, watch: Watch, path = "options.further"): Lend {
  const asked = askedIn(options, path);
  return async (outputs, prepared, { parameters, host: { backend } }) => {
    const networks = await networksOf(prepared, parameters, asked, { ...watch, backend });
    return { further: await furtherOfBlocks(outputs.blocks(), prepared, networks, asked, watch) };
  };
}

/**
 * The same of a result that has further measures, and is made again.
 * @throws InputError for one that asks for what there is not
 */
export function measuringAgain(further: unknown, watch: Watch): Lend {
  return measuringMore(fieldsOf(further, "result.further").asked, watch, "result.further.asked");
}

/** Of all test examples of a study, in their order, and of its networks. */
export function furtherOfBlocks(
  blocks: Iterable<Block>,
  prepared: Prepared,
  networks: Networks,
  asked: Asked,
  { signal, onMeasuring }: Watch,
): Promise<FurtherMeasures> {
  const { groups = null, y } = prepared.dataset.test;
  const { preprocessing, task } = prepared.dataset;
  const shape = shapeOf(prepared);
  const classes = task === "regression" ? null : Array.from(y, (label) => preprocessing?.classNames?.[label] ?? label);
  const input = { shape, known: knownOf(prepared), fromLogits: true, groups, classes, networks };
  return inSlices(furtherMeasures(blocks, input, asked), signal, (done) =>
    onMeasuring?.({ done, total: shape.examples }),
  );
}
