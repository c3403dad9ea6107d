/**
 * On which rows of your data do replicas disagree, and what do the rows say that are nearest?
 *
 *     node examples/explain.mjs your.csv
 *
 * Any CSV whose last column is the label. Without a file: examples/data/iris.csv.
 */
import { fileURLToPath } from "node:url";
import { explain } from "doppelgrad/explain";

const path = process.argv[2] ?? fileURLToPath(new URL("data/iris.csv", import.meta.url));
const study = { data: { name: "file", path }, replicas: 16 };
const { columns, explained } = await explain(study, { examples: 5, twins: false });
for (const { row, inputs, label, decisions, nearest } of explained) {
  console.log(`row ${row}: ${columns.map((name, c) => `${name} ${inputs[c]}`).join(", ")}; label ${label}`);
  console.log(
    `  decided: ${decisions?.map(({ class: name, replicas }) => `${name} by ${replicas}`).join(", ") ?? "nothing"}`,
  );
  console.log(`  nearest rows: ${nearest.map((near) => `${near.row} (${near.label})`).join(", ")}`);
}
