/** The measures of each group of test examples, where the data have a column of groups. */
import { inSlices } from "../host/slices.js";
import { checkGroups, type GroupMeasures, groupMeasures } from "../measure/by-group.js";
import type { Adding } from "../measure/sums.js";
import type { Outputs } from "./outputs.js";
import { knownOf, type Prepared, shapeOf } from "./prepare.js";

/**
 * What measures them once there are predictions.
 * @throws InputError for more groups than anybody reads
 */
export function grouped(prepared: Prepared) {
  const groups = prepared.dataset.test.groups!;
  checkGroups(groups, "study.data.groups");
  return async (outputs: Outputs, adding: Adding, signal?: AbortSignal): Promise<{ groups: GroupMeasures[] }> => {
    const measuring = groupMeasures(outputs.blocks(), shapeOf(prepared), knownOf(prepared), groups, true, adding);
    return { groups: await inSlices(measuring, signal) };
  };
}
