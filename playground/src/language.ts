/**
 * uPlot formats numbers in `navigator.language` as soon as it is loaded, and WebKitGTK says "C" there where the system
 * has no language; that is none for `Intl`, which throws.
 */
try {
  Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, "language", { value: "en", configurable: true });
}
