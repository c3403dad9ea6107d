/** The page of a study's fields, made of its types: tests hold their prose against the schemas that check a study. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/** Title -> the type of which it is the table, and its file in src/study/. */
const TABLES = {
  "The study": ["StudyInput", "study"],
  Data: ["DataInput", "variants/data"],
  Activations: ["ActivationInput", "variants/activations"],
  Optimizers: ["OptimizerInput", "variants/optimizers"],
  Schedules: ["ScheduleInput", "variants/schedules"],
  "Schemes of initial weights": ["SchemeInput", "variants/schemes"],
  "Early stopping": ["EarlyStoppingInput", "early-stopping"],
  Dropout: ["DropoutInput", "noise"],
  "One unit in the last place": ["UlpInput", "noise"],
  "Inexact oracles": ["OracleInput", "noise"],
  "Simulated arithmetic": ["ArithmeticInput", "arithmetic"],
};

export function writeStudyFields(root, file) {
  const pathOf = (name) => join(root, `src/study/${name}.ts`);
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(
    Object.values(TABLES).map(([, name]) => pathOf(name)),
    options,
  );
  const checker = program.getTypeChecker();
  const cell = (text) => text.replace(/\s+/g, " ").replaceAll("|", "\\|");

  /** The names of a variant, of the field `name` of a member of a union. */
  const namesOf = (member) => {
    const symbol = checker.getPropertyOfType(member, "name");
    if (!symbol) return [];
    const type = checker.getNonNullableType(checker.getTypeOfSymbol(symbol));
    return (type.isUnion() ? type.types : [type]).map(({ value }) => value);
  };

  const sections = Object.entries(TABLES).map(([title, [name, source]]) => {
    const isIt = (each) =>
      (ts.isTypeAliasDeclaration(each) || ts.isInterfaceDeclaration(each)) && each.name.text === name;
    const declaration = program.getSourceFile(pathOf(source)).statements.find(isIt);
    if (!declaration) throw new Error(`src/study/${source}.ts has no type ${name}.`);
    const type = checker.getTypeAtLocation(declaration);
    const members = (type.isUnion() ? type.types : [type]).filter((each) => each.flags & ts.TypeFlags.Object);
    const rows = members.flatMap((member) => {
      const names = namesOf(member);
      const fields = checker.getPropertiesOfType(member).filter((each) => names.length === 0 || each.name !== "name");
      const of = names.map((each) => `\`${each}\``).join(", ");
      if (fields.length === 0) return [`| ${of} | | | no fields |`];
      return fields.map((field) => {
        const written = field.valueDeclaration.type?.getText() ?? checker.typeToString(checker.getTypeOfSymbol(field));
        const prose = ts.displayPartsToString(field.getDocumentationComment(checker));
        return `| ${of} | \`${field.name}\` | \`${cell(written)}\` | ${cell(prose).replaceAll("{", "&#123;").replaceAll("<", "&lt;")} |`;
      });
    });
    const isOfVariants = members.some((member) => namesOf(member).length > 0);
    const head = isOfVariants
      ? ["| name | field | type | meaning |", "|---|---|---|---|"]
      : ["| field | type | meaning |", "|---|---|---|"];
    const table = isOfVariants ? rows : rows.map((row) => row.replace(/^\| {2}/, ""));
    return `## ${title}\n\n${[...head, ...table].join("\n")}\n`;
  });
  const lead =
    "Every field that a study may have, as an editor shows it. Every field may be left out. What they mean together: [The study](/study.md).";
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `# Fields of a study\n\n${lead}\n\n${sections.join("\n")}`);
}
