/** The page. */
import { render } from "preact";
import { openPlace, release } from "./address.js";
import { FIRST } from "./chapters.js";
import { Compare } from "./components/Compare.js";
import { Controls } from "./components/Controls.js";
import { Curves } from "./components/Curves.js";
import { Embedded } from "./components/Embedded.js";
import { EpochCurves } from "./components/EpochCurves.js";
import { FlipsTable } from "./components/FlipsTable.js";
import { Headline } from "./components/Headline.js";
import { Mixer } from "./components/Mixer.js";
import { Networks } from "./components/Networks.js";
import { AskedOfFile, OwnData, takeDrops } from "./components/OwnData.js";
import { SameBits } from "./components/SameBits.js";
import { ClaimBadge, Share } from "./components/Share.js";
import { Stage } from "./components/Stage.js";
import { ChapterText, Story } from "./components/Story.js";
import { Sweep } from "./components/Sweep.js";
import { Transport } from "./components/Transport.js";
import { openLinked } from "./links.js";
import { active, awaited, chapter, frame, playing, problem, refused, requested } from "./state.js";
import { open, pause, play } from "./training.js";

function Problem() {
  return <div role="alert">{problem.value && <p class="problem">{problem.value}</p>}</div>;
}

/** Nothing is trained that nobody asked for: what an address could not give is left to the visitor. */
function StartAnew() {
  const start = (): void => {
    release();
    chapter.value = null;
    void open(FIRST);
  };
  return (
    <p>
      Nothing is trained.{" "}
      <button class="main" onClick={start}>
        Start anew
      </button>{" "}
      or open a chapter of the story.
    </p>
  );
}

function Page() {
  const empty = problem.value !== null && active.value === null;
  if (empty) {
    return embedded ? (
      <Problem />
    ) : (
      <>
        <Problem />
        {awaited.value ? <OwnData /> : refused.value && <AskedOfFile />}
        <StartAnew />
        <Story />
      </>
    );
  }
  if (embedded) {
    return (
      <>
        <ClaimBadge />
        <Problem />
        <Embedded />
      </>
    );
  }
  return (
    <>
      <ClaimBadge />
      <Problem />
      <Story />
      <Transport />
      <div class="view">
        <Stage />
        <div class="side">
          <Headline />
          <ChapterText />
        </div>
        <Mixer />
        <Networks />
        <Curves />
      </div>
      <Compare />
      <Sweep />
      <FlipsTable />
      <EpochCurves />
      <Controls />
      <div class="halves">
        <Share />
        <SameBits />
      </div>
    </>
  );
}

/** In an article: maps, number, transport, and the way to the whole page. */
const embedded = new URLSearchParams(location.search).has("embed");
document.body.classList.toggle("embed", embedded);

async function openAddress(): Promise<void> {
  if (!(await openPlace())) await openLinked();
}
addEventListener("hashchange", () => void openAddress());

/** Space plays and pauses, where no control wants it. */
addEventListener("keydown", (event) => {
  if (event.key !== " " || (event.target as Element).closest("button, input, select, summary, a, pre") || !frame.value)
    return;
  event.preventDefault();
  if (playing.value) pause();
  else void play();
});

const page = document.getElementById("page")!;
page.replaceChildren();
render(<Page />, page);
takeDrops(page);
if (import.meta.env.MODE === "production")
  void navigator.serviceWorker?.register("./offline.js").catch(() => undefined);
await openAddress();
if (problem.value === null && !active.value && requested.value === FIRST) await open(FIRST);
