/**
 * as-pect 8.1.0 on AssemblyScript 0.28.20.
 *
 * as-pect's transform has the numbers of AssemblyScript's node kinds compiled in. AssemblyScript 0.28.16 inserted
 * `TupleType` among them, so as-pect would take each declaration for its neighbour, and comparisons of objects would be
 * left out silently. This transform shows as-pect the numbers that it knows while it works, and stops at a kind that is
 * in neither list.
 */
import AspectTransform from "@as-pect/transform";
import { NodeKind } from "assemblyscript/dist/assemblyscript.js";

/** What can stand in a source, a namespace or a class, with the number as-pect 8.1.0 has for it. */
const numbers = {
  Block: 30,
  Break: 31,
  Continue: 32,
  Do: 33,
  Empty: 34,
  Export: 35,
  ExportDefault: 36,
  ExportImport: 37,
  Expression: 38,
  For: 39,
  ForOf: 40,
  If: 41,
  Import: 42,
  Return: 43,
  Switch: 44,
  Throw: 45,
  Try: 46,
  Variable: 47,
  Void: 48,
  While: 49,
  Module: 50,
  ClassDeclaration: 51,
  EnumDeclaration: 52,
  EnumValueDeclaration: 53,
  FieldDeclaration: 54,
  FunctionDeclaration: 55,
  ImportDeclaration: 56,
  InterfaceDeclaration: 57,
  MethodDeclaration: 58,
  NamespaceDeclaration: 59,
  TypeDeclaration: 60,
  VariableDeclaration: 61,
  IndexSignature: 65,
};

/** The nodes that as-pect looks at: statements, and what stands in their classes and namespaces. */
function* nodes(list) {
  for (const node of list) {
    yield node;
    if (node.kind === NodeKind.ClassDeclaration || node.kind === NodeKind.NamespaceDeclaration)
      yield* nodes(node.members);
  }
}

export default class AspectTransformOfToday extends AspectTransform {
  afterParse(parser) {
    const seen = parser.sources
      .flatMap((source) => [...nodes(source.statements)])
      .map((node) => ({ node, kind: node.kind }));
    for (const { node, kind } of seen) {
      const number = numbers[NodeKind[kind]];
      if (number === undefined) {
        throw new Error(
          `as-pect: unknown node kind ${kind} (${NodeKind[kind]}) in ${node.range.source.normalizedPath}`,
        );
      }
      node.kind = number;
    }
    super.afterParse(parser);
    for (const { node, kind } of seen) node.kind = kind;
  }
}
