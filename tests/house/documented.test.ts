/**
 * Whoever completes a name in an editor reads what it is: every public function says what it does, what each parameter
 * is and by default, what it returns and what it throws; every field of every public type has its prose.
 */
import { resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

/** The entries of package.json that have types, by their sources (tsup.config.ts). */
const ENTRIES = [
  "src/index.ts",
  "src/witness/relaxed.ts",
  "src/store.ts",
  "src/queue/public.ts",
  "src/sweep/public.ts",
  "src/bisect/public.ts",
  "src/attribute/public.ts",
  "src/explain/public.ts",
  "src/further.ts",
  "src/experiments/public.ts",
];

const WORDS = /\p{L}.*\s.*\p{L}/su;

/** What is missing in the documentation of everything that files export, a line each. */
function undocumented(files: readonly string[], host?: ts.CompilerHost): string[] {
  const program = ts.createProgram(files, { ...compilerOptions(), noEmit: true }, host);
  const checker = program.getTypeChecker();
  const missing: string[] = [];
  const seen = new Set<ts.Symbol>();

  const prose = (symbol: ts.Symbol) => ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
  const tagsOf = (symbol: ts.Symbol, name: string) =>
    symbol
      .getJsDocTags(checker)
      .filter((tag) => tag.name === name)
      .map((tag) => ts.displayPartsToString(tag.text));
  const isOurs = (declaration: ts.Declaration) => !/node_modules/.test(declaration.getSourceFile().fileName);
  const typeOf = (symbol: ts.Symbol) =>
    checker.getTypeOfSymbolAtLocation(symbol, symbol.valueDeclaration ?? symbol.declarations![0]!);

  function checkCallable(symbol: ts.Symbol, signatures: readonly ts.Signature[], path: string): void {
    const given = new Map(tagsOf(symbol, "param").map((text) => [text.split(/\s/, 1)[0]!, text]));
    const parameters = new Map(
      signatures.flatMap((signature) => signature.parameters.map((each) => [each.name, each])),
    );
    for (const [name, parameter] of parameters) {
      const text = given.get(name);
      const declaration = parameter.valueDeclaration;
      const optional =
        declaration !== undefined && ts.isParameter(declaration) && checker.isOptionalParameter(declaration);
      if (!text || !WORDS.test(text.slice(name.length))) missing.push(`${path}: @param ${name}`);
      else if (optional && !/default|without/i.test(text)) missing.push(`${path}: the default of @param ${name}`);
    }
    for (const name of given.keys())
      if (!parameters.has(name)) missing.push(`${path}: @param ${name}, which it has not`);
    const returned = checker.typeToString(signatures[0]!.getReturnType());
    if (!/^(Promise<)?void>?$/.test(returned) && !WORDS.test(tagsOf(symbol, "returns").join("")))
      missing.push(`${path}: @returns`);
    if (parameters.size > 0 && !WORDS.test(tagsOf(symbol, "throws").join(""))) missing.push(`${path}: @throws`);
  }

  /** The fields of what is written out at a type: an interface, an object, or a list or union of them. */
  function checkFields(type: ts.Type, path: string): void {
    if (type.isUnionOrIntersection()) return type.types.forEach((each) => checkFields(each, path));
    const symbol = type.getSymbol();
    for (const argument of (type as ts.TypeReference).typeArguments ?? []) checkWrittenOut(argument, path);
    if (!symbol?.declarations?.some(isOurs) || seen.has(symbol)) return;
    seen.add(symbol);
    for (const field of type.getProperties()) {
      if (!field.declarations?.some(isOurs) || field.name.startsWith("__@")) continue;
      checkField(field, `${path}.${field.name}`);
    }
  }

  /** Names of the fields of a type, or of any member of a union. */
  function fieldsOf(type: ts.Type): string[] {
    return type.isUnion() ? type.types.flatMap(fieldsOf) : type.getProperties().map(({ name }) => name);
  }

  /** Whether the prose of a type names another exported one that has its fields, and says what they are. */
  function isSaidElsewhere(type: ts.Type, text: string): boolean {
    const [, other] = /of the same fields as `(\w+)`/.exec(text) ?? [];
    const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(files[0]!)!)!);
    const symbol = exported.find(({ name }) => name === other);
    if (!symbol) return false;
    const fields = fieldsOf(checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(symbol)));
    return fieldsOf(type).every((name) => fields.includes(name));
  }

  /** Types without a name; those with one have documentation of their own. */
  function checkWrittenOut(type: ts.Type, path: string): void {
    if (type.isUnionOrIntersection()) return type.types.forEach((each) => checkWrittenOut(each, path));
    for (const argument of (type as ts.TypeReference).typeArguments ?? []) checkWrittenOut(argument, path);
    if (type.getSymbol()?.name === "__type" && type.getCallSignatures().length === 0) checkFields(type, path);
  }

  function checkField(field: ts.Symbol, path: string): void {
    const type = checker.getNonNullableType(typeOf(field));
    // The name that chooses a variant says it itself.
    const isTag =
      field.name === "name" && (type.isUnion() ? type.types : [type]).every((each) => each.isStringLiteral());
    if (!prose(field) && !isTag) missing.push(`${path}: prose`);
    const declaration = field.valueDeclaration;
    if (declaration && (ts.isMethodSignature(declaration) || ts.isMethodDeclaration(declaration)))
      checkCallable(field, type.getCallSignatures(), path);
    else checkWrittenOut(type, path);
  }

  for (const file of files) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const path = exported.name;
      if (!prose(symbol)) missing.push(`${path}: prose`);
      if (symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Class)) {
        const type = checker.getDeclaredTypeOfSymbol(symbol);
        if (!isSaidElsewhere(type, prose(symbol))) checkFields(type, path);
        continue;
      }
      const signatures = typeOf(symbol).getCallSignatures();
      if (signatures.length > 0) checkCallable(symbol, signatures, path);
      else checkWrittenOut(typeOf(symbol), path);
    }
  }
  return missing;
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, ts.sys, resolve("."), undefined, undefined, undefined).options;
}

test("every public name is documented", () => {
  expect(undocumented(ENTRIES)).toEqual([]);
});

test("what is not documented is found", () => {
  const text = `
    /** Twice a number. @param x the number, in volts @returns twice as many @throws nothing at all */
    export function good(x: number): number { return 2 * x; }
    /** Twice. @param y what there is not */
    export function bad(x = 1): number { return 2 * x; }
    export const CONSTANT = 4;
    /** A thing. */
    export interface Thing {
      /** Its size in metres. */
      size: number;
      nested: { inner: string }[];
      /** Grows. */
      grow(by: number): void;
    }`;
  const host = ts.createCompilerHost(compilerOptions());
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) =>
    name === "made-up.ts"
      ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true)
      : getSourceFile.call(host, name, ...rest);
  expect(undocumented(["made-up.ts"], host)).toEqual([
    "bad: @param x",
    "bad: @param y, which it has not",
    "bad: @returns",
    "bad: @throws",
    "CONSTANT: prose",
    "Thing.nested: prose",
    "Thing.nested.inner: prose",
    "Thing.grow: @param by",
    "Thing.grow: @throws",
  ]);
});
