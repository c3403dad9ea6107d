/**
 * Two recipes on your own data: which of them can you train again and still trust its predictions?
 *
 *     node examples/compare-recipes.mjs your.csv
 *
 * The last column is the label, a class. Each recipe is trained 32 times. Both see the same data, the same split and
 * the same seeds; only the recipe differs.
 */
import { fileURLToPath } from "node:url";
import { openPool, run } from "doppelgrad";

const path = process.argv[2] ?? fileURLToPath(new URL("data/iris.csv", import.meta.url));

const recipes = {
  relu: { activation: "relu" },
  smelu: { activation: "smelu" },
};

const percent = (share) => (100 * share).toFixed(1);
/** An estimate with its 95% interval, which it has not where all replicas agree. */
const shown = ({ value, low, high }) =>
  low === null ? `${percent(value)} %` : `${percent(value)} % [${percent(low)}, ${percent(high)}]`;

const pool = await openPool();
for (const [name, recipe] of Object.entries(recipes)) {
  const { measures } = await run({ data: { name: "csv", path }, hidden: [16], replicas: 32, ...recipe }, { pool });
  const { loss, accuracy, predictionDifference, churn } = measures;
  console.log(`${name}: loss ${loss.value.toFixed(4)}, accuracy ${shown(accuracy)}`);
  console.log(`    two replicas differ by ${shown(predictionDifference)} and decide ${shown(churn)} otherwise`);
}
await pool.close();
