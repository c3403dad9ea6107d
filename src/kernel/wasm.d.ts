/** A .wasm file imported as its bytes: inlined by the bundler, read from disk by the tests. */
declare module "*.wasm" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
