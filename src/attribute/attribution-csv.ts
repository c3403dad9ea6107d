/** The components of every test example as a table of CSV: a row an example. */
import { writeCsv } from "../exchange/write-csv.js";
import { readOrRefuse } from "../study/errors.js";
import { fieldsOf } from "../study/fields.js";
import type { Attribution } from "./attribution.js";

const ATTRIBUTION = "what attribute resolves to";

/**
 * Writes the components of every test example as CSV, a line an example: example, row, id, variance, and a column for
 * each component.
 * @param attribution what `attribute` resolved to, or its JSON
 * @returns the text of a file
 * @throws InputError for what is no attribution
 */
export function attributionCsv(attribution: Attribution): string {
  fieldsOf(attribution, "attribution", ATTRIBUTION);
  return readOrRefuse("attribution", ATTRIBUTION, attribution, () => {
    const { components, byExample } = attribution;
    return writeCsv({
      example: byExample.map(({ example }) => example),
      row: byExample.map(({ row }) => row),
      id: byExample.map(({ id }) => id),
      variance: byExample.map(({ variance }) => variance),
      ...Object.fromEntries(
        components.map(({ factors }, at) => [factors.join(" x "), byExample.map((each) => each.components[at]!)]),
      ),
    });
  });
}
