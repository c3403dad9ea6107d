/** The page in Chromium: what a visitor sees and does. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeLink, openTrainer, readLink, run, writeLink } from "doppelgrad";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { shortPercent } from "../../playground/src/format.js";
import { LIGHT, predictionColour } from "../../src/report/map-colours.js";
import type { StudyInput } from "../../src/study/study.js";
import { fillUserFolder, runModuleThere, runShellThere } from "../user-folder.js";
import { buildPage } from "./built.js";
import { address, folder, go, HOST, headline, stepOf, visit } from "./in-chromium.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");

test("it trains without a click, rests at the end, and asks nobody else", async (context) => {
  const { page, complaints } = await visit(context);
  await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
  await page.getByLabel("Speed").selectOption("10");
  await expect.poll(() => stepOf(page)).toBe(2000);
  await page.getByRole("button", { name: "Play again" }).waitFor();
  expect(await headline(page)).toMatch(/^[\d.]+%/);
  expect(complaints).toEqual([]);
});

test("with every source of chance off the difference is 0, exactly", async (context) => {
  const { page } = await visit(context);
  await page.getByRole("switch", { name: "Initial weights" }).uncheck();
  await page.getByRole("switch", { name: "Order of the examples" }).uncheck();
  await expect
    .poll(() => headline(page))
    .toMatch(/^0\s+Exactly\. .* all 2 replicas have the same 337 parameters, bit for bit/);
  await page.getByRole("button", { name: "Order of the examples: throw the dice" }).click();
  await page.getByLabel("Speed").selectOption("10");
  await expect.poll(() => stepOf(page)).toBe(2000);
  expect(await headline(page)).toMatch(/^0\s/);
});

test("going back shows what was there", async (context) => {
  const { page } = await visit(context);
  const first = await go(page, 300);
  const later = await go(page, 1900);
  expect(later).not.toBe(first);
  expect(await go(page, 300)).toBe(first);
});

test("a link is trained again where it is opened: MATCH, MISMATCH with the interval, or a sentence", async (context) => {
  const { page } = await visit(context);
  const shown = await go(page, 400);
  await page.getByRole("button", { name: "Copy a link" }).click();
  await page.locator("a.url").waitFor();
  const url = page.url();
  expect(await page.locator("a.url").getAttribute("href")).toBe(url);

  const { page: friend, complaints } = await visit(context, url);
  await friend.getByText("MATCH", { exact: true }).waitFor();
  expect(await friend.locator(".claim").innerText()).toContain(
    "Every bit of the parameters of all 2 replicas and their logits for the test set is as the link says: step 400",
  );
  await expect.poll(async () => `${await headline(friend)} ${await friend.locator(".stage").innerText()}`).toBe(shown);
  expect(complaints).toEqual([]);

  const link = await readLink(url);
  link.trail[4] = "00000000";
  const { page: deceived } = await visit(context, await writeLink(link, address));
  await deceived.getByText("MISMATCH", { exact: true }).waitFor();
  expect(await deceived.locator(".claim").innerText()).toContain("part after step 150 and up to step 200");

  const at = url.length - 20;
  const { page: damaged } = await visit(context, url.slice(0, at) + (url[at] === "A" ? "B" : "A") + url.slice(at + 1));
  await expectNothingTrained(damaged, /^link: expected/);
  await damaged.getByRole("button", { name: "Start anew" }).click();
  await expect.poll(() => stepOf(damaged)).toBeGreaterThan(0);
  expect(new URL(damaged.url()).hash).not.toMatch(/^#1/);
  expect(await damaged.locator(".problem").count()).toBe(0);
});

/** The sentence, the story and a way out: no study that nobody asked for. */
async function expectNothingTrained(page: Page, sentence: RegExp): Promise<void> {
  await expect.poll(() => page.getByRole("alert").innerText()).toMatch(sentence);
  await page.getByText("Nothing is trained.").waitFor();
  expect(await page.locator("canvas, .headline, .transport, .controls, .claim").count()).toBe(0);
}

test("a link that arrives in an open page is opened, and what is changed is claimed no longer", async (context) => {
  const { page } = await visit(context);
  await go(page, 40);
  await page.getByRole("button", { name: "Copy a link" }).click();
  await page.locator("a.url").waitFor();
  const { hash } = new URL(page.url());
  await page.getByLabel("Activation").selectOption("tanh");
  await expect.poll(() => new URL(page.url()).hash).toMatch(/^#study=.*tanh/);

  await page.evaluate((to) => void (location.hash = to), hash);
  await page.getByText("MATCH", { exact: true }).waitFor();
  await expect.poll(() => stepOf(page)).toBe(40);
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  expect(await page.getByLabel("Activation").inputValue()).toBe("relu");
  await page.getByLabel("Activation").selectOption("tanh");
  await expect.poll(() => page.locator(".claim").count()).toBe(0);
  expect(new URL(page.url()).hash).not.toMatch(/^#1/);

  await page.evaluate(() => void (location.hash = "1.not-a-link"));
  await page.locator("[role=alert] .problem").waitFor();
  expect(await page.getByLabel("Activation").inputValue()).toBe("tanh");
});

test("a link to more than the page holds is a sentence, and a chapter goes on from there", async (context) => {
  const study = { data: { name: "moons", train: 50, test: 20 }, hidden: [2], replicas: 65 } satisfies StudyInput;
  const { page } = await visit(context, await writeLink(await makeLink(study, 3), address));
  await expectNothingTrained(page, /^replicas: .* 64 .* 65\./);
  await page.getByRole("button", { name: "One unit" }).click();
  await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
  expect(await page.getByLabel("Family").inputValue()).toBe("linear");
  expect(new URL(page.url()).hash).not.toMatch(/^#1/);
});

test("one replica has no difference, and three have an interval", async (context) => {
  const study = { data: { name: "moons", train: 50, test: 20 }, hidden: [2], replicas: 1 } satisfies StudyInput;
  const { page, complaints } = await visit(context, await writeLink(await makeLink(study, 3), address));
  await page.getByText("MATCH", { exact: true }).waitFor();
  await expect.poll(() => headline(page)).toMatch(/^–\s+One replica\. There is no second one/);
  expect(await page.locator(".apart").innerText()).toContain("one replica: nothing to compare");
  await page.getByRole("slider", { name: /^Replicas/ }).fill("1");
  await expect.poll(() => headline(page)).toMatch(/^[\d.]+%[^]*95% interval over replicas: [\d.]+% to [\d.]+%/);
  expect(complaints).toEqual([]);
});

test("who is faster than a link keeps what was chosen, and two clicks are two", async (context) => {
  const link = await writeLink(
    await makeLink({ data: { name: "moons", train: 50, test: 20 }, hidden: [2], replicas: 3 }, 3),
    address,
  );
  const { page } = await visit(context, link);
  await page.getByRole("button", { name: "Window" }).click();
  await page.waitForTimeout(2000);
  expect(await page.getByLabel("Family").inputValue()).toBe("spirals");
  expect(await page.locator(".all canvas").count()).toBe(16);
  await page.getByRole("button", { name: "Add a layer" }).evaluate((button: HTMLElement) => {
    button.click();
    button.click();
  });
  await expect.poll(() => page.locator(".layers input").count()).toBe(4);
});

test("lines are drawn ten times a second while it plays", async (context) => {
  const { page } = await visit(context);
  await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
  // What draws them is loaded when they are in sight.
  await page.locator(".curves").scrollIntoViewIfNeeded();
  const drawn = await page
    .locator(".curve canvas")
    .first()
    .evaluate(async (canvas: HTMLCanvasElement) => {
      const plot = canvas.getContext("2d")!;
      const clear = plot.clearRect.bind(plot);
      let count = 0;
      plot.clearRect = (...box) => {
        count++;
        clear(...box);
      };
      const started = performance.now();
      await new Promise((wait) => setTimeout(wait, 2000));
      return { count, most: (performance.now() - started) / 100 + 2 };
    });
  expect(drawn.count).toBeGreaterThan(0);
  expect(drawn.count).toBeLessThanOrEqual(drawn.most);
});

test("the keyboard alone plays, steps, and asks the replicas", async (context) => {
  const { page } = await visit(context);
  await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  const step = await stepOf(page);
  const focused = (): Promise<string> => page.evaluate(() => document.activeElement!.getAttribute("aria-label") ?? "");
  for (let tabs = 0; tabs < 20 && !(await focused()).includes("Arrow keys"); tabs++) await page.keyboard.press("Tab");
  expect(await focused()).toContain("Arrow keys");
  await page.keyboard.press("ArrowRight");
  await expect
    .poll(() => page.locator(".answers").innerText())
    .toMatch(/At \(.*\): the replicas predict .* of 2 decide for class 1, blue/);
  await page.getByRole("button", { name: "+1 step" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => stepOf(page)).toBe(step + 1);
});

test("the keyboard alone paints", async (context) => {
  const { page } = await visit(context);
  await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
  for (const [colour, arrow] of [
    ["Blue", "ArrowLeft"],
    ["Orange", "ArrowUp"],
  ] as const) {
    await page.getByRole("button", { name: colour, exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.locator(".map").first().focus();
    for (let presses = 0; presses < 5; presses++) {
      const before = await page.locator(".answers").innerText();
      await page.keyboard.press(arrow);
      await expect.poll(() => page.locator(".answers").innerText()).not.toBe(before);
    }
    await page.keyboard.press("Enter");
  }
  await expect.poll(() => page.getByLabel("Family").inputValue()).toBe("given");
  await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
});

test("where less motion is wanted the end is shown at once", async (context) => {
  const { page } = await visit(context, address, { reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Play again" }).waitFor();
  expect(await stepOf(page)).toBe(2000);
  await page.getByRole("button", { name: "Window" }).click();
  await expect.poll(() => page.locator(".all canvas").count()).toBe(16);
  await page.getByRole("button", { name: "Play again" }).waitFor();
});

test("the map of any replica can be large", async (context) => {
  const { page } = await visit(context);
  await page.getByRole("button", { name: "Initialization" }).click();
  const captions = async (): Promise<string[]> =>
    (await page.locator(".stage figcaption b").allInnerTexts()).filter((text) => text.startsWith("Replica"));
  await page.getByRole("button", { name: "Replica 7", exact: true }).click();
  expect(await captions()).toEqual(["Replica 0", "Replica 7"]);
  await page.getByRole("button", { name: "Replica 15", exact: true }).click();
  expect(await captions()).toEqual(["Replica 15", "Replica 7"]);
  expect(await page.getByRole("button", { name: "Replica 15", exact: true }).getAttribute("aria-pressed")).toBe("true");
  await page.getByRole("slider", { name: /^Replicas/ }).fill("1");
  await expect.poll(captions).toEqual(["Replica 0", "Replica 1"]);
});

/**
 * The script and the command that the page shows, run in a folder of a user; both say the fingerprint of the page.
 * @returns the script
 */
async function expectCodeToTrain(page: Page, prepare: (folder: string) => void = () => undefined): Promise<string> {
  // The recipe that was set last is there when its code is.
  await page.getByRole("button", { name: "Reset" }).click();
  await expect.poll(() => stepOf(page)).toBe(0);
  const steps = Number(await page.locator(".scrub input").getAttribute("max"));
  await go(page, steps);
  await expect.poll(() => page.locator(".print code").innerText()).toMatch(/^[0-9a-f]{64}$/);
  const fingerprint = await page.locator(".print code").innerText();
  await page.getByRole("button", { name: "Copy a link" }).click();
  await page.locator("a.url").waitFor();
  await page.getByText("Copy as code").click();
  const [script, command] = await page.locator(".code pre").allInnerTexts();
  const folder = mkdtempSync(join(tmpdir(), "doppelgrad-code-"));
  try {
    fillUserFolder(folder);
    prepare(folder);
    expect(script).toContain(`// ${fingerprint}`);
    const [ran, commanded] = [runModuleThere(folder, script!), runShellThere(folder, command!)];
    expect(ran.stdout, ran.stderr).toContain(fingerprint);
    expect(commanded.stdout, commanded.stderr).toContain(`fingerprint ${fingerprint}`);
    expect(commanded.stdout).toContain("parameters and the test logits at step ");
    return script!;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("the code of a study trains the bits of the page", async (context) => {
  const { page } = await visit(context);
  await page.getByLabel("Activation").selectOption("gsmelu");
  await page.getByText("Initial weights", { exact: true }).last().click();
  await page.getByRole("combobox", { name: "Weights", exact: true }).selectOption("he_normal");
  await page.getByText("More of adagrad").click();
  await page.getByLabel("Schedule of the learning rate").selectOption("cosine");
  await page.getByLabel("Clip the gradient").check();
  await page.getByText("More of the shuffle").click();
  await page.getByRole("combobox", { name: "Form", exact: true }).selectOption("block");
  await page.getByLabel("Another order in each epoch").uncheck();
  await page.getByRole("slider", { name: /^Epochs/ }).fill("20");
  await expect.poll(() => page.getByRole("alert").innerText()).toBe("");
  const script = await expectCodeToTrain(page);
  for (const part of [
    '"gsmelu"',
    '"he_normal"',
    '"cosine"',
    "clipNorm: 1",
    'shuffleForm: "block"',
    "reshuffle: false",
    "epochs: ",
  ])
    expect(script).toContain(part);
  await page.getByRole("button", { name: "Copy: A command" }).click();
  await page.getByText("Copied", { exact: true }).waitFor();
});

test("a further source of chance is switched on alone, and the code has it", async (context) => {
  const { page } = await visit(context);
  await page.getByRole("switch", { name: "Initial weights" }).uncheck();
  await page.getByRole("switch", { name: "Order of the examples" }).uncheck();
  await page.getByText("More sources").click();
  await page.getByRole("switch", { name: /^Dropout(?! in)/ }).check();
  await expect.poll(() => headline(page)).toMatch(/^[\d.]+%/);
  const script = await expectCodeToTrain(page);
  expect(script).toContain('vary: ["dropout"]');
  expect(script).toContain("dropout: 0.2");
  await page.getByRole("switch", { name: /^Dropout(?! in)/ }).uncheck();
  await expect.poll(() => headline(page)).toMatch(/^0\s+Exactly\./);
});

test("two sources that share a field are switched on and off apart", async (context) => {
  const { page } = await visit(context);
  await page.getByRole("switch", { name: "Initial weights" }).uncheck();
  await page.getByRole("switch", { name: "Order of the examples" }).uncheck();
  await page.getByText("More sources").click();
  const [dropout, inference] = [/^Dropout(?! in)/, /^Dropout in predictions/].map((name) =>
    page.getByRole("switch", { name }),
  );
  await inference!.check();
  await expect.poll(() => headline(page)).toMatch(/^[\d.]+%/);
  await dropout!.check();
  await dropout!.uncheck();
  await expect.poll(() => headline(page)).toMatch(/^[\d.]+%/);
  await dropout!.check();
  await inference!.uncheck();
  await expect.poll(() => headline(page)).toMatch(/^[\d.]+%/);
  const script = await expectCodeToTrain(page);
  expect(script).toContain('vary: ["dropout"]');
  expect(script).toMatch(/dropout: 0\.2,\s+mcPasses: null/);
  await dropout!.uncheck();
  await expect.poll(() => headline(page)).toMatch(/^0\s+Exactly\./);
});

test("the code of a CSV file trains it from beside it", async (context) => {
  const { page } = await visit(context);
  const rows = Array.from({ length: 60 }, (_, i) => `${(i * 7) % 11}.5,${(i * 5) % 13}.25,${i % 2 ? "1" : "0"}`);
  const file = {
    name: "it's mine.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(["height,width,sold", ...rows].join("\n")),
  };
  await page.locator(".own input").setInputFiles(file);
  await page.getByLabel("Label column").selectOption("height");
  await expect.poll(() => page.locator(".headline").innerText()).toContain("values");
  await expectCodeToTrain(page, (folder) => writeFileSync(join(folder, file.name), file.buffer));
});

test("a file of bytes is trained as the same numbers are in CSV", async (context) => {
  const { page } = await visit(context);
  await page.getByText("Copy as code").click();
  const prints: string[] = [];
  for (const name of ["points.csv", "points.parquet", "points.npy"]) {
    await page.locator(".own input").setInputFiles(`tests/data/files/${name}`);
    await page.getByRole("button", { name: "Reset" }).click();
    await expect.poll(() => page.locator(".share").innerText()).toContain(`With the data beside it as ${name}.`);
    await expect.poll(() => page.locator(".scrub input").getAttribute("max")).toBe("60");
    await go(page, 60);
    await expect.poll(() => page.locator(".print code").innerText()).toMatch(/^[0-9a-f]{64}$/);
    prints.push(await page.locator(".print code").innerText());
  }
  expect(new Set(prints).size).toBe(1);
});

test("a dropped CSV is trained, over any two of its inputs", async (context) => {
  const { page } = await visit(context);
  const text = readFileSync("examples/data/iris.csv", "utf8");
  const data = await page.evaluateHandle((csv) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([csv], "iris.csv"));
    return transfer;
  }, text);
  await page.dispatchEvent("body", "drop", { dataTransfer: data });
  await expect
    .poll(() => page.locator(".shown").innerText())
    .toMatch(/^Show .*Each dot is a test example.* components of the training rows place it, which have 9\d% of/s);
  const kind = () => page.locator(".map canvas").first().getAttribute("class");
  expect(await kind()).toBe("dots");
  await page.locator(".shown select").first().selectOption("class");
  await expect.poll(kind).toBe("cells");
  expect(await page.locator(".shown").innerText()).toContain(
    "Each cell is a test example, class after class. The mean of where they disagree is the prediction difference.",
  );
  await page.locator(".shown select").first().selectOption("main");
  await expect.poll(kind).toBe("dots");
  expect(await page.locator(".three figure:not(.apart) .legend").innerText()).toMatch(
    /setosa\s+versicolor\s+virginica/,
  );
  await page.locator(".map").first().hover();
  await expect
    .poll(() => page.locator(".answers").innerText())
    .toMatch(/^Test example \d+, class (\w+): .* decide for class/);
  const [first] = (await page.locator(".answers").innerText()).match(/\d+/)!;
  await page.mouse.move(0, 0);
  await page.locator(".map").first().focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => page.locator(".answers").innerText()).not.toContain(`Test example ${first},`);
  await page.locator(".shown select").first().selectOption("plane");
  await page.getByLabel("Across").selectOption({ index: 2 });
  expect(await page.locator(".shown").innerText()).toContain("The other 2 inputs are fixed at their means");
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await page.getByRole("button", { name: "Play again" }).waitFor();
  expect(Number((await page.locator(".stage figcaption").first().innerText()).match(/loss ([\d.]+)/)![1])).toBeLessThan(
    0.3,
  );
  await page.locator(".map").first().hover();
  await expect
    .poll(() => page.locator(".answers").innerText())
    .toMatch(/^At \(.*\): .* decide for class (setosa|versicolor|virginica)/);
  expect(await page.locator(".strip circle").count()).toBe(2);
  const step = await stepOf(page);
  await page
    .locator(".own input")
    .setInputFiles({ name: "bad.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n1,x\n2,y,3\n") });
  await expect.poll(() => page.locator(".asked").innerText()).toMatch(/^bad\.csv line 3: /);
  // What was there stays.
  expect(await page.locator(".decided").innerText()).toMatch(/^iris\.csv label "species": 3 classes/);
  expect(await stepOf(page)).toBe(step);
});

test("a file is asked about in place, and what is answered is trained", async (context) => {
  const { page, complaints } = await visit(context);
  await page.locator(".own input").setInputFiles("tests/data/forms/titanic.csv");
  await expect
    .poll(() => page.locator(".asked").innerText())
    .toMatch(/^titanic\.csv\s+Values are missing: 5 in “Age” \(first in line 4\), 16 in “Cabin”/);
  await page.locator(".asked").getByRole("button", { name: "Cancel" }).click();
  expect([await page.locator(".asked").count(), await page.getByLabel("Family").inputValue()]).toEqual([0, "spirals"]);
  await page.locator(".own input").setInputFiles("tests/data/forms/titanic.csv");
  await page.locator(".asked").getByRole("button", { name: "Fill in medians, and categories" }).click();
  await expect
    .poll(() => page.locator(".decided").innerText())
    .toMatch(/^titanic\.csv label "Embarked": 3 classes .*left out: "PassengerId".*21 missing \(median, category\)/s);
  await page.getByLabel("Label column").selectOption("Survived");
  await expect.poll(() => page.locator(".decided").innerText()).toContain('label "Survived": 2 classes (0, 1)');
  await page.getByText("Columns, gaps, first row").click();
  await page.getByRole("checkbox", { name: "Name" }).uncheck();
  await expect.poll(() => page.locator(".decided").innerText()).toContain("3 numeric, 3 categorical");
  await page.getByRole("checkbox", { name: "Name" }).check();
  await expect.poll(() => page.locator(".decided").innerText()).toContain("3 numeric, 4 categorical");
  await page.getByLabel("Missing values").selectOption("leave the rows out");
  await expect.poll(() => page.locator(".decided").innerText()).toContain("rows dropped");
  await page.getByLabel("First row").selectOption("data");
  await expect.poll(() => page.locator(".asked").innerText()).toContain("no column “Survived” as it is read now");
  expect(complaints).toEqual([]);
});

test("what is no data is one sentence in place, and nothing is lost", async (context) => {
  const { page, complaints } = await visit(context);
  await page.getByText("Copy as code").click();
  await page.locator(".own input").setInputFiles("tests/data/forms/winequality-red.csv");
  await expect.poll(() => page.locator(".decided").innerText()).toMatch(/^winequality-red\.csv label "quality"/);
  await page.getByRole("button", { name: "Play again" }).waitFor();
  const seen = async (): Promise<string> =>
    `${await headline(page)} ${await page.locator(".decided").innerText()} ${await page.locator(".share").innerText()}`;
  const before = await seen();
  const bad: [name: string, content: Buffer | string, sentence: RegExp][] = [
    ["photo.png", Buffer.from("89504e470d0a1a0a0000000d49484452000001", "hex"), /^photo\.png is a picture/],
    ["empty.csv", "", /^empty\.csv is empty\.$/],
    ["book.xlsx", Buffer.from("d0cf11e0a1b11ae1", "hex"), /^book\.xlsx is a workbook of Excel.* Save it as CSV\.$/],
    ["one.csv", "y\nyes\nno\nyes\n", /^one\.csv has no column to predict from/],
    ["large.csv", Buffer.alloc(5_000_001, "1,2\n"), /^large\.csv: .* 5 MB .* 5\.0 MB\./],
    ["two.csv", "a,y\n1.5,yes\n2.5,no\n", /^two\.csv: no class has a second row/],
  ];
  for (const [name, content, sentence] of bad) {
    await page.locator(".own input").setInputFiles({ name, mimeType: "", buffer: Buffer.from(content) });
    await expect.poll(async () => (await page.locator(".asked > p").first().innerText()).trim()).toMatch(sentence);
    await expect
      .poll(() => page.locator(".asked").evaluate((asked) => asked.getBoundingClientRect().bottom <= innerHeight))
      .toBe(true);
    expect(await seen()).toBe(before);
  }
  await page.getByRole("button", { name: "Close" }).click();
  expect(await page.locator(".asked").count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("examples that flip are a table by row, with class names, and a file", async (context) => {
  const { page, complaints } = await visit(context);
  await page.locator(".own input").setInputFiles("examples/data/iris.csv");
  await page.locator(".decided").waitFor();
  await page.getByText("Which examples flip").click();
  await page.getByLabel("Speed").selectOption("10");
  await go(page, 1);
  await page.locator(".flips table").waitFor();
  const trainer = await openTrainer({
    data: { name: "file", text: readFileSync("examples/data/iris.csv", "utf8") },
    replicas: 2,
  });
  trainer.advance(1);
  const [a, b] = trainer.evaluate().map(({ predictions }) =>
    Array.from({ length: 30 }, (_, n) => {
      const row = [...predictions.subarray(3 * n, 3 * n + 3)];
      return trainer.dataset.classNames![row.indexOf(Math.max(...row))]!;
    }),
  );
  const { rows, y } = trainer.dataset.test;
  const expected = a!.flatMap((answer, n) =>
    answer === b![n] ? [] : [[String(rows![n]), trainer.dataset.classNames![y[n]!]!, "100%", answer, b![n]!]],
  );
  expect(expected.length).toBeGreaterThan(0);
  const cells = await page
    .locator(".flips tbody tr")
    .evaluateAll((lines) => lines.map((line) => [...line.children].map((cell) => cell.textContent!.trim())));
  expect(cells.sort()).toEqual(expected.sort());
  expect(await page.locator(".flips [role=status]").innerText()).toContain(
    `On ${expected.length} of 30 test examples replicas predict different classes.`,
  );
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save them all as CSV" }).click(),
  ]);
  const saved = readFileSync(await download.path(), "utf8")
    .trim()
    .split("\n");
  expect(saved[0]).toBe("row,id,group,label,disagreement,difference,baseline,replica 0,replica 1");
  expect(
    saved
      .slice(1)
      .map((line) => line.split(",")[0])
      .sort(),
  ).toEqual(expected.map(([row]) => row).sort());
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expect
    .poll(() => page.locator(".flips [role=status]").innerText())
    .not.toContain(`On ${expected.length} of 30`);
  expect(complaints).toEqual([]);
});

test("loss by epoch is drawn on request, and early stopping names the epoch that each replica keeps", async (context) => {
  const study = {
    data: { name: "moons", train: 200, test: 50 },
    hidden: [8],
    epochs: 40,
    batchSize: 10,
    replicas: 3,
  } satisfies StudyInput;
  const { page, complaints } = await visit(context, await writeLink(await makeLink(study, 3), address));
  await page.getByText("Train once more, and draw the loss after each epoch").click();
  await expect
    .poll(() => page.locator(".epochs .curve [role=img]").getAttribute("aria-label"))
    .toMatch(/^Training and test loss over the epochs, now 0\.\d+$/);
  await page.getByText("Stop each replica when its validation loss no longer falls").click();
  await page.getByRole("slider", { name: "Epochs of patience" }).fill("1");
  const earlyStopping = { share: 0.1, patience: 2, minDelta: 0 };
  const { replicas, measures } = await run({ ...study, earlyStopping }, { workers: 0 });
  const kept = replicas.map(({ epochs }, r) => `${r} ${epochs!.best}/${epochs!.last}`);
  await expect.poll(() => page.locator(".kept li").allInnerTexts()).toEqual(kept);
  const stopped = replicas.filter(({ epochs }) => epochs!.last < 40).length;
  expect(await page.locator(".epochs").innerText()).toContain(
    `of 40; ${stopped} of 3 stopped early. So kept, two predict ${shortPercent(measures.predictionDifference.value!)} apart.`,
  );
  // Another study is another curve; without the tick there is none.
  await page.getByRole("slider", { name: /^Replicas/ }).fill("2");
  await expect.poll(() => page.locator(".kept li").count()).toBe(4);
  await page.getByText("Train once more, and draw the loss after each epoch").click();
  expect(await page.locator(".epochs .curve").count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("painted points are trained, and travel in a link", async (context) => {
  const { page } = await visit(context);
  await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
  for (const [colour, at] of [
    ["Blue", 0.2],
    ["Orange", 0.8],
  ] as const) {
    await page.getByRole("button", { name: colour, exact: true }).click();
    await page.locator(".map").first().scrollIntoViewIfNeeded();
    const box = (await page.locator(".map").first().boundingBox())!;
    await page.mouse.move(box.x + at * box.width, box.y + 0.1 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + at * box.width, box.y + 0.9 * box.height, { steps: 20 });
    await page.mouse.up();
  }
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByLabel("Speed").selectOption("10");
  await page.getByRole("button", { name: "Play again" }).waitFor();
  expect(
    Number(
      (await page.locator(".stage figcaption").first().innerText()).match(/loss ([\d.e−]+)/)![1]!.replace("−", "-"),
    ),
  ).toBeLessThan(0.05);
  await page.getByRole("button", { name: "Copy a link" }).click();
  await page.locator("a.url").waitFor();
  const { study } = await readLink(page.url());
  expect(study.data).toMatchObject({ name: "given", y: expect.arrayContaining([0, 1]) });
});

// Each wait has its own limit, so that a failure names what did not come.
test("it is there without the network once it was loaded", async (context) => {
  // A service worker needs a secure context: localhost is one.
  const { page } = await visit(context, address.replace(HOST, "localhost"));
  const kept = () =>
    page.evaluate(async () => [
      (await navigator.serviceWorker.getRegistration())?.active?.state,
      Boolean(navigator.serviceWorker.controller),
    ]);
  await expect.poll(kept).toEqual(["activated", true]);
  await page.context().setOffline(true);
  await page.reload();
  await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Check this browser" }).click();
  await expect.poll(() => page.locator(".same [role=status]").innerText()).toMatch(/^Same bits\./);
});

test("another text of the page is another build, which browsers fetch anew", async () => {
  const other = mkdtempSync(join(tmpdir(), "doppelgrad-page-"));
  try {
    await buildPage(other, {
      plugins: [
        { name: "other", transformIndexHtml: (html: string) => html.replace("trained twice", "trained again") },
      ],
    });
    const [first, second] = [folder, other].map((each) => readFileSync(join(each, "offline.js"), "utf8"));
    expect(readFileSync(join(other, "index.html"), "utf8")).toContain("trained again");
    expect(second).not.toBe(first);
    expect(second!.replace(/"[0-9a-f]{12}"/, "")).toBe(first!.replace(/"[0-9a-f]{12}"/, ""));
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
});

test("what cannot be trained is one sentence, and the next choice trains", async (context) => {
  const { page } = await visit(context);
  await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
  await page.evaluate(() => void (location.hash = `study=${encodeURIComponent('{"hidden":[0]}')}`));
  await expect.poll(() => page.getByRole("alert").innerText()).toMatch(/study\.hidden\[0\]: .* 0\./);
  // What was there can still be looked at.
  await go(page, 77);
  await page.getByLabel("Activation").selectOption("smelu");
  await expect.poll(() => page.getByRole("alert").innerText()).toBe("");
  expect(await page.getByLabel("Width of hidden layer 1").inputValue()).toBe("16");
  await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
});

test("what an optimizer has of its own is set like the rest", async (context) => {
  const { page } = await visit(context);
  await page.getByLabel("Optimizer").selectOption("adam");
  await page.getByText("337 parameters a replica").waitFor();
  await page.getByText("More of adam").click();
  // Both in one turn, so that the second comes before the first one has an answer.
  await page.evaluate(() => {
    document
      .querySelectorAll<HTMLInputElement>(".more .tick input")
      .forEach((tick) => tick.parentElement!.textContent!.includes("amsgrad") && tick.click());
    const beta1 = [...document.querySelectorAll<HTMLInputElement>(".more input[type=range]")].find((slider) =>
      slider.parentElement!.textContent!.startsWith("beta1"),
    )!;
    beta1.value = "0";
    beta1.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await page.getByRole("button", { name: "Copy a link" }).click();
  await page.locator("a.url").waitFor();
  const { study } = await readLink(page.url());
  expect(study.optimizer).toMatchObject({ name: "adam", amsgrad: true, beta1: 0, beta2: 0.999 });
});

/** What has to be seen without scrolling: in the first 700 pixels, and nothing wider than the screen. */
test.for([
  [360, 740],
  [900, 740],
  [1280, 720],
  [1600, 900],
] as const)(
  "the picture comes first: at %i x %i maps, number and switches are in sight",
  async ([width, height], context) => {
    const { page, complaints } = await visit(context, address, { viewport: { width, height } });
    await page.getByRole("button", { name: "Play again" }).waitFor();
    const lead = await page.locator(".lead").innerText();
    expect(lead.match(/[.?!](\s|$)/g), lead).toHaveLength(1);
    const bottoms = async (): Promise<Record<string, number>> => {
      const parts = {
        chapters: ".story ol",
        map: ".three .map",
        number: ".number",
        switch: '.mixer > .source [role="switch"]',
      };
      const found: Record<string, number> = {};
      for (const [name, selector] of Object.entries(parts))
        for (const [i, part] of (await page.locator(selector).all()).entries()) {
          const box = await part.boundingBox();
          // What is folded away has no box.
          if (box) found[`${name} ${i}`] = box.y + box.height;
        }
      return found;
    };
    const seen = await bottoms();
    expect(Object.keys(seen)).toEqual(["chapters 0", "map 0", "map 1", "map 2", "number 0", "switch 0", "switch 1"]);
    for (const [name, bottom] of Object.entries(seen)) expect(bottom, name).toBeLessThanOrEqual(700);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    // A chapter changes what is in sight, and moves none of it away.
    await page.getByRole("button", { name: "Window", exact: true }).click();
    await expect.poll(() => page.locator('[role="switch"]').first().isChecked()).toBe(false);
    for (const [name, bottom] of Object.entries(await bottoms())) expect(bottom, name).toBeLessThanOrEqual(700);
    if (width < 1280) return expect(complaints).toEqual([]);
    // Beside the maps: what to try, and the control that it speaks of.
    for (const part of [page.getByRole("button", { name: "Set the window to 1" }), page.locator(".chapter input")]) {
      const { y, height: high } = (await part.boundingBox())!;
      expect(y + high).toBeLessThanOrEqual(height);
    }
    expect(complaints).toEqual([]);
  },
);

test("what a chapter says to try is a button that does it", async (context) => {
  const { page } = await visit(context, address, { reducedMotion: "reduce" });
  const story = (name: string) => page.locator(".story").getByRole("button", { name, exact: true }).click();
  const tries = (name: string) => page.locator(".tries").getByRole("button", { name }).click();
  const widths = () => page.locator(".controls .layers input").count();
  await story("One unit");
  await expect.poll(widths).toBe(0);
  await tries("Add a hidden layer");
  await expect.poll(widths).toBe(1);
  await story("Initialization");
  await tries("Throw the dice");
  await page.getByRole("button", { name: "Initial weights: throw the dice. Seed 1." }).waitFor();
  await story("Order");
  await tries("One step from the start");
  await expect.poll(() => stepOf(page)).toBe(1);
  await expect.poll(() => headline(page)).toMatch(/^1\d\.?\d*%\s+Prediction difference/);
  await story("Window");
  await tries("Set the window to 1");
  await expect.poll(() => headline(page)).toMatch(/^0\s+Identical in every bit/);
  await story("Activation");
  await tries("Choose relu");
  await expect.poll(() => page.locator(".controls").getByLabel("Activation").inputValue()).toBe("relu");
  await tries("Go to step 2,000");
  await expect.poll(() => stepOf(page)).toBe(2000);
  await story("Depth");
  await expect.poll(widths).toBe(4);
  await tries("Take a layer away");
  await expect.poll(widths).toBe(3);
  await story("All off");
  await tries("Copy a link");
  await page.locator("a.url").waitFor();
});

const isDrawnOn = (canvas: HTMLCanvasElement): boolean =>
  canvas
    .getContext("2d")!
    .getImageData(0, 0, canvas.width, canvas.height)
    .data.some((value) => value > 0);

test("the boundaries of both replicas are on the map of disagreement, and axes have their units", async (context) => {
  const { page } = await visit(context, address, { reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Play again" }).waitFor();
  const drawn = () => page.locator(".apart canvas").nth(1).evaluate(isDrawnOn);
  await expect.poll(drawn).toBe(true);
  expect(await page.locator(".apart .lines").innerText()).toBe("— boundary of replica 0, ┄ of 1");
  expect(await page.locator(".axes").innerText()).toBe("→ x1 −1 to 1 ↑ x2 −1 to 1");
  await page.getByRole("button", { name: "All off" }).click();
  await expect.poll(() => page.locator(".apart .veil").innerText()).toBe("identical in every bit");
  await expect.poll(drawn).toBe(false);
  const rows = Array.from(
    { length: 60 },
    (_, i) => `${20 + ((i * 7) % 11)},${100 + 10 * ((i * 5) % 13)},${i % 2 ? "yes" : "no"}`,
  );
  await page.locator(".own input").setInputFiles({
    name: "units.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(["age,weight,sold", ...rows].join("\n")),
  });
  await expect.poll(() => page.locator(".axes").innerText()).toBe("→ age 19.5 to 30.5 ↑ weight 94 to 226");
});

test("both networks are drawn: a unit has a map and says what it is, and maps show where units bend", async (context) => {
  const { page } = await visit(context, address, { reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Play again" }).waitFor();
  const networks = page.locator(".network");
  await networks.first().scrollIntoViewIfNeeded();
  await expect
    .poll(() => page.locator(".networks figcaption").allInnerTexts())
    .toEqual(["Replica 0\n2 → 16 → 16 → 1", "Replica 1\n2 → 16 → 16 → 1"]);
  const linesOf = (map: number) => page.locator(".three .map").nth(map).locator("canvas").nth(1).evaluate(isDrawnOn);
  expect(await linesOf(0)).toBe(false);
  await page.getByLabel("Draw on the maps where units bend").check();
  await expect.poll(() => Promise.all([0, 2].map(linesOf))).toEqual([true, true]);
  await page.getByLabel("Draw on the maps where units bend").uncheck();
  await expect.poll(() => Promise.all([0, 2].map(linesOf))).toEqual([false, false]);
  // By the keyboard, from unit to unit; its map takes the place of the predictions.
  const before = await pixelsOf(page, 2);
  await networks.last().focus();
  await page.keyboard.press("ArrowDown");
  await expect
    .poll(() => page.locator(".networks .unit").last().innerText())
    .toMatch(/^Unit 0 of hidden layer 1: bias /);
  await expect.poll(() => pixelsOf(page, 2)).not.toEqual(before);
  expect(await page.locator(".three figcaption").last().innerText()).toContain("unit 0 of hidden layer 1");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => page.locator(".networks .unit").last().innerText()).toMatch(/^Output: bias /);
  await page.keyboard.press("Escape");
  await expect.poll(() => pixelsOf(page, 2)).toEqual(before);
  // By the pointer: the unit where it stands.
  const { width, height } = (await networks.first().boundingBox())!;
  await networks.first().hover({ position: { x: 12, y: height / 2 - 20 } });
  await expect
    .poll(() => page.locator(".networks .unit").first().innerText())
    .toMatch(/^Input x1: gives −0\.\d+ to 0\./);
  await networks.first().hover({ position: { x: width - 12, y: height / 2 } });
  await expect.poll(() => page.locator(".networks .unit").first().innerText()).toMatch(/^Output: /);
});

test("the truth in place of the left replica, the class alone, and how far apart each example is", async (context) => {
  const { page } = await visit(context, address, { reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Play again" }).waitFor();
  const learned = await pixelsOf(page, 0);
  await page.getByLabel("Show the truth").check();
  await expect
    .poll(() => page.locator(".three figcaption").first().innerText())
    .toMatch(/^The truth\s+the best prediction/);
  await expect.poll(() => pixelsOf(page, 0)).not.toEqual(learned);
  const colours = async () => new Set(await pixelsOf(page, 0)).size;
  await expect.poll(colours).toBeGreaterThan(100);
  await page.getByLabel("Show the decided class only").check();
  await expect.poll(colours).toBe(2);
  await page.getByLabel("Show the truth").uncheck();
  await expect.poll(colours).toBe(2);
  await page.getByLabel("Show the decided class only").uncheck();
  await expect.poll(() => pixelsOf(page, 0)).toEqual(learned);
  await page.locator(".curves").scrollIntoViewIfNeeded();
  await expect
    .poll(() => page.locator(".histogram svg").getAttribute("aria-label"))
    .toMatch(/^How far apart the replicas are on each test example: \d+ of 500 are at most [\d.]+% apart$/);
});

test("over one input each replica is a curve, and more classes have a colour each", async (context) => {
  const line = { data: { name: "linear", dimension: 1, train: 200, test: 100 }, hidden: [8], replicas: 3 } as const;
  const { page } = await visit(context, await writeLink(await makeLink(line, 100), address));
  await expect.poll(() => page.locator(".map canvas").first().getAttribute("class")).toBe("line");
  const inkIn = async (row: number) => {
    const pixels = await pixelsOf(page, 0);
    return pixels.slice(480 * row, 480 * (row + 1)).flatMap((pixel, column) => (pixel === "27,31,36" ? [column] : []));
  };
  const trainer = await openTrainer(line);
  trainer.advance(100);
  // Where the curve crosses a probability of one half.
  await expect.poll(async () => (await inkIn(240)).length).toBeGreaterThan(0);
  const columns = await inkIn(240);
  const middle = columns.reduce((sum, column) => sum + column + 0.5, 0) / columns.length;
  expect(trainer.predict([[-1 + (2 * middle) / 480]])[0]!.predictions[0]).toBeCloseTo(0.5, 1);
  await page.locator(".map").first().hover();
  await expect.poll(() => page.locator(".answers").innerText()).toMatch(/^At \(0(\.0\d)?\): the replicas predict/);

  const many = { data: { name: "gaussians", classes: 14, dimension: 4, train: 200, test: 100 }, replicas: 2 } as const;
  const { page: other } = await visit(context, await writeLink(await makeLink(many, 20), address));
  await expect.poll(() => other.locator(".legend .chip").count()).toBe(14);
  const chips = await other
    .locator(".legend .chip")
    .evaluateAll((all) => all.map((chip) => (chip as HTMLElement).style.background));
  expect(new Set(chips).size).toBe(14);
});

test("a chapter is its preset, and reads on", async (context) => {
  const { page } = await visit(context);
  await page.getByRole("button", { name: "All off" }).click();
  await expect.poll(() => headline(page)).toMatch(/^0\s+Exactly\. .* all 16 replicas have the same 881 parameters/);
  await page.getByRole("button", { name: "One unit" }).click();
  await page.getByRole("button", { name: "Next: Initialization" }).click();
  await expect.poll(() => page.locator(".all canvas").count()).toBe(16);
  await expect.poll(() => page.getByRole("switch", { name: "Order of the examples" }).isChecked()).toBe(false);
});

/** Red, green and blue of a map, row after row. */
const pixelsOf = (page: Page, map: number): Promise<string[]> =>
  page
    .locator(".three .map canvas:first-child")
    .nth(map)
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      return Array.from({ length: data.length / 4 }, (_, i) => [...data.subarray(4 * i, 4 * i + 3)].join());
    });

test("maps have the colours of the report: class 1 is blue, and the legend says so", async (context) => {
  const step = 200;
  const study = {
    data: { name: "linear", train: 200, test: 50 },
    hidden: [],
    optimizer: { name: "sgd", learningRate: 0.5 },
    replicas: 2,
  } satisfies StudyInput;
  const { page } = await visit(context, await writeLink(await makeLink(study, step), address));
  await expect.poll(() => stepOf(page)).toBe(step);
  const trainer = await openTrainer(study);
  trainer.advance(step);
  const pixels = await pixelsOf(page, 0);
  for (const [row, column] of [
    [0, 0],
    [0, 47],
    [47, 0],
    [30, 12],
  ] as const) {
    const p = trainer.predict([[-1 + (2 * (column + 0.5)) / 48, 1 - (2 * (row + 0.5)) / 48]])[0]!.predictions[0]!;
    // The page has a table of 256 colours.
    const expected = predictionColour(Math.round(255 * p) / 255, LIGHT)
      .map(Math.round)
      .join();
    expect(pixels[48 * row + column], `${row}, ${column}`).toBe(expected);
  }
  expect(await page.locator(".three figure:not(.apart) .legend").innerText()).toMatch(/class 0\s+class 1/);
});

test("a replica that diverges is named with its step, and nothing is compared", async (context) => {
  const study = {
    data: { name: "moons", train: 100, test: 50 },
    hidden: [4],
    optimizer: { name: "sgd", learningRate: 1e9 },
    replicas: 3,
  } satisfies StudyInput;
  const trainer = await openTrainer(study);
  trainer.advance(trainer.steps);
  const first = Math.min(...trainer.diverged().map((at) => at?.step ?? Infinity));
  const { page, complaints } = await visit(context, await writeLink(await makeLink(study, 0), address));
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expect
    .poll(() => headline(page))
    .toMatch(new RegExp(`^–\\s+Replica [012] diverged at step ${first}\\. .*There is nothing to compare`, "s"));
  expect(await page.locator(".apart").innerText()).toContain("nothing to compare");
  expect(await page.locator(".stage").innerText()).toMatch(/Replica [01]\s+diverged at step \d+/);
  expect(new Set(await pixelsOf(page, 1))).toEqual(new Set(["0,0,0"]));
  expect(complaints).toEqual([]);
});

test("equal replicas are identical in every bit, while they are", async (context) => {
  const { page } = await visit(context);
  await page.getByRole("button", { name: "Order", exact: true }).click();
  await page.getByRole("button", { name: "Reset" }).click();
  await expect
    .poll(() => headline(page))
    .toMatch(/^0\s+Identical in every bit\. At this step all 16 replicas have the same 337 parameters/);
  expect(await page.locator(".apart .veil").innerText()).toBe("identical in every bit");
  await page.getByRole("button", { name: "+1 step" }).click();
  await expect.poll(() => headline(page)).toMatch(/^1\d\.?\d*%\s+Prediction difference/);
  expect(await page.locator(".veil").count()).toBe(0);
});

test.for([360, 1280])("the number fits its card, however small it is, at %i px", async (width, context) => {
  const study = {
    data: { name: "linear", train: 100, test: 50 },
    hidden: [],
    optimizer: { name: "sgd", learningRate: 2e-5 },
    vary: ["shuffle"],
    replicas: 3,
  } satisfies StudyInput;
  const { page } = await visit(context, await writeLink(await makeLink(study, 20), address), {
    viewport: { width, height: 800 },
  });
  await expect.poll(() => headline(page)).toMatch(/^[\d.]+e−\d+%\s+Prediction difference/);
  expect(await page.locator(".apart .veil").innerText()).toMatch(/^too little for this scale: at most [\d.]+e−\d+%$/);
  for (const selector of [".number", ".pd"]) {
    expect(
      await page
        .locator(selector)
        .evaluate((element) => element.scrollWidth <= element.clientWidth && element.getClientRects().length === 1),
      selector,
    ).toBe(true);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
});

test("columns that are constant are named and have no axis, and digits are their test examples", async (context) => {
  const { page } = await visit(context);
  const rows = Array.from(
    { length: 80 },
    (_, i) => `${(i * 7) % 11}.5,3,${(i * 5) % 13}.25,${(i * 7) % 11 > 5 ? "yes" : "no"}`,
  );
  const csv = (name: string, text: string | Buffer) =>
    page.locator(".own input").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await csv("constant.csv", ["a,k,b,sold", ...rows].join("\n"));
  await expect
    .poll(() => page.locator(".shown").innerText())
    .toBe("The same in all training examples, so without an axis: k.");
  expect(await page.locator(".three figure:not(.apart) .legend").innerText()).toMatch(/class no\s+class yes/);
  await csv("digits.csv", readFileSync("examples/data/digits.csv"));
  await expect
    .poll(() => page.locator(".three figure:not(.apart) .legend").innerText())
    .toMatch(/0\s+1\s+2\s+3\s+4\s+5\s+6\s+7\s+8\s+9\s+the likeliest class/);
  await page.getByLabel("Speed").selectOption("10");
  await page.getByRole("button", { name: "Play again" }).waitFor();
  await page.locator(".shown select").first().selectOption("class");
  // What the number says the picture says: most of the cells are white.
  const [paper, cells] = [LIGHT.paper, await pixelsOf(page, 1)];
  const pale = cells.filter((cell) => cell.split(",").every((part, i) => Math.abs(Number(part) - paper[i]!) < 20));
  expect(pale.length).toBeGreaterThan(0.8 * cells.length);
  // Who points at a map while the data change is not told of inputs that do not fit.
  await page.getByRole("button", { name: "One unit" }).evaluate((button: HTMLElement) => {
    button.click();
    document.querySelector(".map")!.dispatchEvent(new PointerEvent("pointermove", { bubbles: true }));
  });
  await expect.poll(() => page.getByLabel("Family").inputValue()).toBe("linear");
  await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
  expect(await page.getByRole("alert").innerText()).toBe("");
});

test("this browser has the bits of the golden corpus, with SIMD and without", async (context) => {
  const { page, complaints } = await visit(context);
  await page.getByRole("button", { name: "Check this browser" }).click();
  await page.locator(".same .claim").waitFor();
  expect(await page.locator(".same .claim").innerText()).toMatch(
    /^Same bits\. Chrome \d[\d.]* \(V8\) trained (\d+) of \1 \(simd\) and \1 of \1 \(scalar\)/,
  );
  expect(await page.locator(".bars tbody tr").count()).toBe(3);
  expect(complaints).toEqual([]);
});

test.for(["light", "dark"] as const)(
  "axe finds nothing serious, %s, and nothing is wider than a phone",
  async (colorScheme, context) => {
    const { page } = await visit(context, address, { colorScheme, viewport: { width: 360, height: 740 } });
    await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
    await page.getByRole("button", { name: "Order", exact: true }).click();
    // Replicas of one start have no example that flips until they have gone apart.
    await expect.poll(() => page.url()).toContain("chapter=order");
    await go(page, 1500);
    await page.getByRole("button", { name: "Copy a link" }).click();
    await page.getByRole("button", { name: "Check this browser" }).click();
    await page.locator("a.url").waitFor();
    await page.locator(".same .claim").waitFor();
    await page.locator(".map").first().hover();
    await page.locator(".strip").waitFor();
    for (const summary of await page.locator("summary").all()) await summary.click();
    await page.getByText("Train once more, and draw").click();
    await page.getByText("Stop each replica").click();
    await page.locator(".kept").waitFor();
    await page.locator(".flips table").waitFor();
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof import("axe-core") }).axe.run(),
    );
    expect(
      violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => [id, nodes.map((node) => node.html)]),
    ).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  },
);
