/** The scripts of @pnpm/tabtab, which the build bundles as texts. */
declare module "@pnpm/tabtab/lib/templates/*" {
  const script: string;
  export default script;
}
