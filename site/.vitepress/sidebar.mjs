/** The order of the pages: what a newcomer reads first stands first. A page of the site that is not here is refused. */

/** @param {string} text @param {[title: string, link: string][]} pages @param {boolean} [collapsed] */
const group = (text, pages, collapsed = false) => ({
  text,
  collapsed,
  items: pages.map(([title, link]) => ({ text: title, link })),
});

export const sidebar = [
  group("Tutorials", [
    ["Your first study", "/tutorials/first-study"],
    ["Your own CSV", "/tutorials/your-own-csv"],
    ["Five PyTorch models", "/tutorials/five-pytorch-models"],
    ["Choosing a recipe", "/tutorials/choosing-a-recipe"],
    ["A class with the page", "/tutorials/a-class-with-the-page"],
    ["A cluster", "/tutorials/a-cluster"],
  ]),
  group("How-to", [
    ["Verify a result", "/how-to/verify-a-result"],
    ["Put results on a page", "/how-to/put-results-on-a-page"],
    ["Cite and share a result", "/how-to/cite-and-share"],
    ["Measure groups", "/how-to/measure-groups"],
    ["See how many replicas you need", "/how-to/how-many-replicas"],
    ["Export to PyTorch and ONNX", "/how-to/export-a-network"],
    ["Run in the browser", "/how-to/run-in-the-browser"],
    ["Find where two runs part", "/how-to/find-where-two-runs-part"],
    ["Use it under Jest and Vite", "/how-to/jest-and-vite"],
  ]),
  group("Explanation", [
    ["Why not just fix the seed?", "/explanation/why-not-just-fix-the-seed"],
    ["Reading an interval", "/explanation/reading-an-interval"],
    ["What the bits rest on", "/explanation/what-the-bits-rest-on"],
    ["Other tools", "/alternatives"],
    ["Questions and answers", "/faq"],
    ["Glossary", "/glossary"],
    ["How it is built", "/architecture"],
  ]),
  group("Studies", [
    ["The study", "/study"],
    ["Fields, from the types", "/reference/study-fields"],
    ["Data", "/data"],
    ["Measures", "/measures"],
    ["Results that prove themselves", "/verify"],
    ["Studies in folders", "/store"],
    ["Trained networks elsewhere", "/export"],
  ]),
  group("Questions", [
    ["Anybody's predictions", "/compare"],
    ["Many settings", "/sweep"],
    ["Where the variance comes from", "/attribution"],
    ["Where replicas disagree", "/explain"],
    ["Where two trainings part", "/bisect"],
    ["What papers say, tested", "/experiments"],
    ["The claims", "/claims"],
  ]),
  group("Interfaces", [
    ["The command line", "/command-line"],
    ["Commands, from their help", "/reference/commands"],
    ["API, from the types", "/reference/api/"],
    ["The SDK in pages", "/browser"],
    ["The page", "/playground"],
    ["Links", "/links"],
    ["Many machines", "/machines"],
  ]),
  group(
    "Arithmetic and proofs",
    [
      ["The contract of every bit", "/arithmetic"],
      ["Correct functions", "/math"],
      ["Supported engines", "/support"],
      ["Relaxed arithmetic", "/witness"],
      ["What studies outlive", "/reliability"],
      ["Large studies", "/scale"],
      ["Benchmarks", "/benchmarks"],
      ["Mutants", "/mutants"],
    ],
    true,
  ),
  group(
    "The project",
    [
      ["Examples", "/examples/"],
      ["Contributing", "/contributing"],
      ["Changes", "/changelog"],
      ["Security", "/security"],
    ],
    true,
  ),
];
