/**
 * What the page knows: the study that is requested and how its training stands, written by training.ts and links.ts; and
 * what the visitor looks at, written by components.
 */
import { computed, effect, signal } from "@preact/signals";
import type { LinkCheck, Refusal, Study, StudyInput } from "doppelgrad";
import { FIRST } from "./chapters.js";
import { fileContent } from "./code.js";
import type { ActiveStudy, Frame } from "./engine/protocol.js";
import type { FileSpec } from "./file-columns.js";
import type { Place as Address } from "./place.js";
import { type Arrangement, varyingOf, viewOf } from "./view.js";

/** The study as the visitor requested it last. */
export const requested = signal<StudyInput>(FIRST);
/** What was requested to get the study in training. */
export const trained = signal<StudyInput>(FIRST);
/** The study in training: the requested one as soon as it is there. */
export const active = signal<ActiveStudy | null>(null);
/** Every field of the study in training. */
export const study = computed(() => active.value?.study);
/** The inputs that the visitor wants on the maps, across and up; null for what suits the data. */
export const axes = signal<readonly [number, number] | null>(null);
/** How the test examples are arranged where the maps show them. */
export const arrangement = signal<Arrangement>("main");
/** The inputs that are not constant. */
export const varying = computed(() => (active.value ? varyingOf(active.value) : []));
/** The replicas whose maps are large: left and right. */
export const pair = signal<readonly [number, number]>([0, 1]);
/** Whether the drawings of the two networks are in sight, */
export const networksSeen = signal(false);
/** and whether the maps have the lines at which their units bend. */
export const bends = signal(false);
/** Whether the curves are in sight, and with them how far apart the examples are. */
export const curvesSeen = signal(false);
export const view = computed(() => {
  const at = active.value;
  if (!at) return null;
  const networks = networksSeen.value || bends.value ? pair.value.filter((replica) => replica < at.replicas) : [];
  return { ...viewOf(at, varying.value, axes.value), networks, differences: curvesSeen.value };
});
export const frame = signal<Frame | null>(null);
export const playing = signal(false);
/** The step that the training is on its way to, where it is sought; null at rest and while it plays. */
export const sought = signal<number | null>(null);

/** The step where the training rests; null while it goes on. */
export const resting = computed(() => (playing.value || sought.value !== null ? null : (frame.value?.step ?? null)));

/**
 * The frame whose numbers and lines are shown: while it plays one of some six, for nobody reads faster, and texts are
 * slow to lay out.
 */
export const reading = signal<Frame | null>(null);
let read = 0;
effect(() => {
  const now = frame.value;
  if (playing.value && now && performance.now() - read < 100) return;
  [read, reading.value] = [performance.now(), now];
});

/** How much faster than the whole training in about ten seconds. */
export const speed = signal(1);
/** One sentence for what went wrong, or null. */
export const problem = signal<string | null>(null);

/** A study that was pinned at a step, to be compared with what is shown. */
export interface Pinned {
  study: Study;
  step: number;
  fingerprint: string;
}
export const pinned = signal<Pinned | null>(null);

/** Where the training rests: the fingerprint of the shown step, 64 hex digits. */
export const fingerprint = signal<string | null>(null);
/** Whether the left map is what is true in place of a replica, where that is known. */
export const wantsTruth = signal(false);
/** What is true on the view, [points][columns]; null where it is not wanted, or not there yet. */
export const truth = signal<Float32Array | null>(null);
/** Whether maps show the class that is decided alone, and not how sure that is. */
export const classesAlone = signal(false);

/** A unit of a network: of the inputs (layer 0), a hidden layer, or the outputs. */
export interface Unit {
  replica: number;
  layer: number;
  unit: number;
}
/** The unit that is pointed at: its map is large in place of what its replica predicts. */
export const unit = signal<Unit | null>(null);

/** The chapter of the story that was opened, by its id. */
export const chapter = signal<string | null>(null);

/** How the training went so far, at the steps that were looked at. */
export interface Trace {
  steps: number[];
  predictionDifference: (number | null)[];
  /** Of the replicas: least, mean and largest test loss. */
  losses: [number[], number[], number[]];
}
export const trace = signal<Trace>(emptyTrace());

export function emptyTrace(): Trace {
  return { steps: [], predictionDifference: [], losses: [[], [], []] };
}

/** An input that is looked at, and the cell that it is where the maps show cells. */
export interface Place {
  x: number[];
  cell: number | null;
}
/** What each replica predicts there, [replicas][columns]. */
export const point = signal<(Place & { predictions: number[][] }) | null>(null);

/** Names of the visitor's files, by their content. */
export const fileNames = new Map<string, string>();

/** The name of the file whose content a study has; null where it came in a link. */
export function fileName(input: StudyInput): string | null {
  return fileNames.get(fileContent(input) ?? "") ?? null;
}

/** A file that is not trained, because something is to be asked of it or is wrong with it. */
export const refused = signal<{
  input: StudyInput & { data: FileSpec };
  refusal: Refusal;
  /** Columns that the SDK leaves out unless all inputs are named, and that are inputs. */
  wanted: readonly string[];
} | null>(null);

/** An address whose file is not in this tab: it is opened with the next file that is chosen. */
export const awaited = signal<Address | null>(null);
/** Whether the data are too large for the browser to keep for a reload. */
export const unkept = signal(false);

/** What pointing at a map paints: a point of class 0 or 1; null where it asks the replicas. */
export const brush = signal<0 | 1 | null>(null);
/** Points that were painted, in [-1, 1]^2. */
export const painted = signal<readonly { x: readonly [number, number]; y: 0 | 1 }[]>([]);

/** The link in the address of the page: while it is trained again, and after. */
export type LinkClaim = { step: number; replicas: number } & (
  | { state: "training"; share: number }
  | { state: "done"; check: LinkCheck }
  | { state: "failed"; message: string }
);
export const claim = signal<LinkClaim | null>(null);

/** How far the link to the shown step is, or its address. */
export type Sharing =
  | { state: "making"; share: number }
  | { state: "made"; url: string; copied: boolean }
  | { state: "failed"; message: string };
export const sharing = signal<Sharing | null>(null);
