/** A text as an address of data: it stands in the page itself, so that nothing is loaded to take it along. */

const ENCODED = /[%#<>"\n\r\t]/g;

/** The data: address of a text. What an address cannot hold is encoded, and all else stays as short as it is. */
export function address(type: "image/svg+xml" | "text/csv" | "text/plain", content: string): string {
  const encoded = content.replace(
    ENCODED,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`,
  );
  // Blanks at the end of an address are cut off.
  return `data:${type};charset=utf-8,${encoded.replace(/ $/, "%20")}`;
}
