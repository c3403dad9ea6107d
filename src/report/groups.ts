/** The measures of each group of examples: lines of a summary, and the table of a page. */
import type { ComparedGroup } from "../compare/compare.js";
import type { GroupMeasures } from "../measure/by-group.js";
import type { Estimate } from "../statistics/estimate.js";
import { visible } from "../study/errors.js";
import { count, estimate } from "./format.js";
import { type Html, html } from "./html.js";
import { heads, tableOf } from "./page.js";

/** A group of a run, or of a comparison. */
type MeasuredGroup = GroupMeasures & Partial<Pick<ComparedGroup, "baseline">>;

/** Groups that a summary and a page show. */
const [LINES, ROWS] = [20, 200];

/** What is said of each group, in short and in full. */
const SAID: readonly (readonly [short: string, name: string, of: (group: MeasuredGroup) => Estimate | undefined])[] = [
  ["PD", "Prediction difference", ({ measures }) => measures.predictionDifference],
  ["churn", "Churn", ({ measures }) => measures.churn],
  ["loss", "Loss", ({ measures }) => measures.loss],
  ["accuracy", "Accuracy", ({ measures }) => measures.accuracy],
  ["right to wrong", "Right to wrong", ({ baseline }) => baseline?.rightToWrong],
  ["wrong to right", "Wrong to right", ({ baseline }) => baseline?.wrongToRight],
];

/** A line a group, with those of its numbers that exist. */
export function groupLines(groups: readonly MeasuredGroup[]): string[] {
  const lines = groups.slice(0, LINES).map((group) => {
    const said = SAID.flatMap(([short, , of]) => (isThere(of(group)) ? [`${short} ${estimate(of(group)!)}`] : []));
    return visible(`group ${group.group}: ${examplesText(group)}; ${said.join(", ")}`);
  });
  const rest = groups.length - lines.length;
  return rest > 0 ? [...lines, `and ${rest} more groups; --json has all`] : lines;
}

const examplesText = ({ examples }: MeasuredGroup): string =>
  `${count(examples)} ${examples === 1 ? "example" : "examples"}`;

const isThere = (e: Estimate | undefined): boolean => (e?.value ?? null) !== null;

/** A row a group, with the columns that have a number in any. */
export function groupsTable(groups: readonly MeasuredGroup[]): Html {
  const columns = SAID.filter(([, , of]) => groups.some((group) => isThere(of(group))));
  const shown = groups.slice(0, ROWS);
  const cut = shown.length < groups.length ? ` The first ${ROWS} of ${count(groups.length)}.` : "";
  const row = (group: MeasuredGroup) =>
    html`<tr><th scope="row">${String(group.group)}</th><td class="n">${count(group.examples)}</td>${columns.map(
      ([, , of]) => html`<td class="n">${estimate(of(group) ?? null)}</td>`,
    )}</tr>
`;
  return tableOf(
    "Groups",
    `Each group measured by itself, with 95% intervals over replicas.${cut}`,
    html`${heads([["Group", ""], ["Examples", "n"], ...columns.map(([, name]) => [name, "n"] as const)])}<tbody>${shown.map(row)}</tbody>`,
  );
}
