/** What the build bundles into one text. */
declare module "*.txt" {
  const text: string;
  export default text;
}
