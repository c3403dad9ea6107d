/** The decision maps of two replicas with the sentence that says how far they agree. */
import { figure } from "./figure.js";
import { percent } from "./format.js";
import { type Html, html } from "./html.js";
import { SIDE_NAMES } from "./map-colours.js";
import {
  type DecisionMaps,
  decisionMapPanels,
  disagreement,
  largestDifference,
  mapsLegend,
} from "./plots/decision-map.js";

export function mapsFigure(maps: DecisionMaps): Html {
  const [a, b] = maps.replicas;
  const differ = disagreement(maps);
  const largest = largestDifference(maps);
  const decide =
    differ === 0 ? "decide alike everywhere on the map" : `decide differently on ${percent(differ)} of the map`;
  const says =
    largest === 0
      ? "predict exactly the same everywhere on the map"
      : `${decide}; their predicted probabilities are up to ${percent(largest)} apart`;
  return html`<p>${maps.title ? `${maps.title}: replicas` : "Replicas"} ${a.index} and ${b.index} ${says}.</p>
${figure(
  decisionMapPanels(maps),
  html`Predicted probability of class ${maps.classNames?.[1] ?? "1"} over the two inputs: ${SIDE_NAMES[1]} above one half, ${SIDE_NAMES[0]} below, the black line at
one half. Last: the absolute difference of the two probabilities, darker where larger, with both lines (dashed: replica ${b.index}).`,
  mapsLegend(maps),
)}`;
}
