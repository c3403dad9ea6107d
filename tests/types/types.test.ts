import ts from "typescript";
import { expect, test } from "vitest";

/** What the compiler reads; it is never run. */
const FILE = "tests/types/study.ts";
/** A file that is open in the editor, and on no disk. */
const OPEN = "tests/types/open.ts";

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile("tsconfig.json", ts.sys.readFile).config,
  ts.sys,
  ".",
);
const program = ts.createProgram([FILE, "src/index.ts"], options);
const checker = program.getTypeChecker();
const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile("src/index.ts")!)!);
const declared = (symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

test("what must compile does, and what must not does not", () => {
  const file = program.getSourceFile(FILE)!;
  const problems = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
});

let text = "";
let version = 0;
const service = ts.createLanguageService({
  getScriptFileNames: () => [OPEN],
  getScriptVersion: (name) => (name.endsWith(OPEN) ? String(version) : "0"),
  getScriptSnapshot: (name) => {
    const content = name.endsWith(OPEN) ? text : ts.sys.readFile(name);
    return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
  },
  getCurrentDirectory: () => process.cwd(),
  getCompilationSettings: () => options,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (name) => name.endsWith(OPEN) || ts.sys.fileExists(name),
  readFile: ts.sys.readFile,
});

/** Opens a call of run with this study. */
function write(study: string): void {
  text = `import { run } from "doppelgrad";\nvoid run(${study});\n`;
  version++;
}

/** What an editor offers at the bar, and the prose beside it. */
function offered(study: string): Record<string, string> {
  write(study.replace("|", ""));
  const at = text.indexOf("run(") + 4 + study.indexOf("|");
  const entries = service.getCompletionsAtPosition(OPEN, at, {})?.entries ?? [];
  const kinds: string[] = [ts.ScriptElementKind.memberVariableElement, ts.ScriptElementKind.string];
  const prose = (name: string) =>
    ts.displayPartsToString(
      service.getCompletionEntryDetails(OPEN, at, name, {}, undefined, {}, undefined)?.documentation,
    );
  return Object.fromEntries(entries.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => [name, prose(name)]));
}

test("an editor completes names, and the parameters of the name", () => {
  expect(Object.keys(offered(`{ optimizer: { name: "adam", | } }`)).sort()).toEqual(
    ["amsgrad", "beta1", "beta2", "epsilon", "learningRate", "weightDecay"].sort(),
  );
  expect(offered(`{ optimizer: { name: "adam", | } }`).beta1).toContain("Default 0.9");
  expect(Object.keys(offered(`{ data: { name: "spirals", | } }`)).sort()).toEqual(
    ["noise", "scale", "task", "test", "train", "turns"].sort(),
  );
  expect(Object.keys(offered(`{ activation: "|" }`))).toContain("gelu_tanh");
  expect(Object.keys(offered(`{ initial: { weights: { name: "|" } } }`))).toContain("he_normal");
});

test("an editor shows unions that can be read", () => {
  write('{ schedule: "cosine" }');
  const info = service.getQuickInfoAtPosition(OPEN, text.indexOf("schedule"));
  const shown = ts.displayPartsToString(info?.displayParts);
  expect(shown).toBe(
    '(property) StudyInput.schedule?: ScheduleInput | "constant" | "step" | "linear" | "cosine" | undefined',
  );
});

test("every field of what users write has its prose", () => {
  const written = exported.filter(({ name }) => /(Input|Options)$/.test(name)).map(declared);
  const bare = written.flatMap((symbol) => {
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    return (type.isUnion() ? type.types : [type]).flatMap((member) =>
      checker
        .getPropertiesOfType(member)
        .filter(
          ({ name, declarations }) => name !== "name" && declarations?.[0]?.getSourceFile().fileName.includes("src/"),
        )
        .filter((property) => property.getDocumentationComment(checker).length === 0)
        .map(({ name }) => `${symbol.name}.${name}`),
    );
  });
  expect([...new Set(bare)]).toEqual([]);
  expect(written.length).toBeGreaterThan(8);
});

test("every type that a public signature mentions is exported", () => {
  const known = new Set(exported.map(declared));
  const missing = new Set<string>();
  const look = (node: ts.Node): void => {
    if (ts.isBlock(node) || ts.getJSDocTags(node).some(({ tagName }) => tagName.text === "internal")) return;
    if (ts.isTypeReferenceNode(node)) {
      const symbol = checker.getSymbolAtLocation(node.typeName);
      const origin = symbol && declared(symbol);
      const file = origin?.declarations?.[0]?.getSourceFile().fileName ?? "";
      if (origin && file.includes("/src/") && !(origin.flags & ts.SymbolFlags.TypeParameter) && !known.has(origin))
        missing.add(`${node.getSourceFile().fileName.split("/src/")[1]}: ${origin.name}`);
    }
    if (ts.isVariableDeclaration(node) && node.type) return look(node.type);
    if (ts.isVariableDeclaration(node) && node.initializer && !ts.isArrowFunction(node.initializer)) return;
    ts.forEachChild(node, look);
  };
  for (const symbol of known) for (const declaration of symbol.declarations ?? []) look(declaration);
  expect([...missing]).toEqual([]);
});
