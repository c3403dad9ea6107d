/** The browser's name and version from its user agent; what is not known stays as it is. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/\bEdg\/([\d.]+)/, "Edge"],
  [/\bOPR\/([\d.]+)/, "Opera"],
  [/\bFirefox\/([\d.]+)/, "Firefox"],
  [/\b(?:Headless)?Chrome\/([\d.]+)/, "Chrome"],
  [/\bVersion\/([\d.]+).*\bSafari\//, "Safari"],
];

export function engineName(userAgent: string): string {
  for (const [pattern, name] of NAMES) {
    const found = pattern.exec(userAgent);
    if (!found) continue;
    // WebKitGTK says it is a Safari, on a system that has none.
    return `${name === "Safari" && /Linux|X11/.test(userAgent) ? "WebKitGTK" : name} ${found[1]!.replace(/(\.0)+$/, "")}`;
  }
  return userAgent || "unknown browser";
}
