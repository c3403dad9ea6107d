/** The code that the page shows, for whole studies as a link holds them: every field, nulls and empty objects too. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTrainer } from "doppelgrad";
import { afterAll, beforeAll, expect, test } from "vitest";
import { besideFile, commandOf, fileContent, scriptOf } from "../../playground/src/code.js";
import type { StudyInput } from "../../src/study/study.js";
import fingerprints from "../golden/fingerprints.json" with { type: "json" };
import studies from "../golden/studies.json" with { type: "json" };
import { fillUserFolder, runModuleThere, runShellThere } from "../user-folder.js";

const folder = mkdtempSync(join(tmpdir(), "doppelgrad-code-"));
beforeAll(() => fillUserFolder(folder));
afterAll(() => rmSync(folder, { recursive: true }));

const golden: Record<string, string> = fingerprints;

test.for(studies.filter((_, index) => index % 11 === 0))(
  "$name: a script and a command train it",
  async ({ name, study }) => {
    const whole = (await openTrainer(study as StudyInput)).study;
    const [script, command] = [runModuleThere(folder, scriptOf(whole, null)), runShellThere(folder, commandOf(whole))];
    expect(script.stdout.trim().split("\n").at(-1), script.stderr).toBe(golden[name]);
    expect(command.stdout, command.stderr).toContain(`fingerprint ${golden[name]}`);
  },
);

test("strings of every kind stay what they are, in JavaScript and in a shell", async () => {
  const text = 'a,"it\'s ""so"" $HOME `id` \\n",y\n1,2,0\n2,1,1\n3,5,0\n4,4,1\n6,2,0\n7,3,1\n';
  const study = { data: { name: "csv", text }, hidden: [2], batchSize: 2, epochs: 1, replicas: 2 } satisfies StudyInput;
  const trainer = await openTrainer(study);
  trainer.advance(trainer.steps);
  const fingerprint = trainer.fingerprint();
  const name = "it's $mine.csv";
  writeFileSync(join(folder, name), text);
  expect(fileContent(study)).toBe(text);
  for (const each of [study, besideFile(study, name)]) {
    const [script, command] = [
      runModuleThere(folder, scriptOf(each, fingerprint)),
      runShellThere(folder, commandOf(each)),
    ];
    expect(script.stdout, script.stderr).toContain(fingerprint);
    expect(command.stdout, command.stderr).toContain(`fingerprint ${fingerprint}`);
  }
});
