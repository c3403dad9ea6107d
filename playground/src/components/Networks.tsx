/** The networks of the two large replicas, drawn: weights as lines, and what each unit gives as a map of its own. */
import { computed, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { bendsOf } from "../../../src/explain/hinges.js";
import { labelColour } from "../draw/colours.js";
import { drawNetwork, drawnOf, heightOf, type Node, nodeAt, placeNodes, valuesOf, widthsOf } from "../draw/network.js";
import { targetRange } from "../draw/scale.js";
import type { NetworkFrame } from "../engine/protocol.js";
import { inputNamesOf, shortNumber } from "../format.js";
import { mapColours } from "../scheme.js";
import { active, bends, frame, networksSeen, pair, study, unit, view } from "../state.js";
import { Tick } from "./Fields.js";
import { useSeen } from "./seen.js";

const networkOf = (replica: number): NetworkFrame | undefined =>
  frame.value?.networks.find((network) => network.replica === replica);

/** Whether units bend somewhere, and the maps are of a plane, where that is a line. */
const canBend = computed(() => {
  const [at, now] = [study.value, view.value];
  return (
    at &&
    at.hidden.length > 0 &&
    now?.of === "plane" &&
    now.axes[0] !== now.axes[1] &&
    bendsOf(at.activation).length > 0
  );
});

export function Networks() {
  const section = useSeen(networksSeen);
  const at = active.value;
  const shown = pair.value.filter(
    (replica, side) => at && replica < at.replicas && pair.value.indexOf(replica) === side,
  );
  return (
    <section class="networks" ref={section} aria-label="The networks">
      <div class="about">
        <h2>Inside {shown.length > 1 ? "both networks" : "the network"}</h2>
        <p class="soft">
          A line is a weight: the wider, the larger; blue adds, orange subtracts. A square is what a unit gives at each
          place of the map. Point at one to see it large.
        </p>
        {canBend.value && (
          <Tick label="Draw on the maps where units bend" value={bends.value} onValue={(on) => (bends.value = on)} />
        )}
      </div>
      <div class="two">
        {shown.map((replica) => (
          <Drawing key={replica} replica={replica} />
        ))}
      </div>
    </section>
  );
}

function Drawing({ replica }: { replica: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const nodes = useRef<Node[]>([]);

  useSignalEffect(() => {
    const [network, at, target] = [networkOf(replica), active.value, canvas.current];
    const { dark, colours } = mapColours.value;
    if (!network || !at || !target) return;
    const drawn = drawnOf(network);
    const [width, height] = [target.clientWidth, heightOf(drawn)];
    const ratio = Math.min(2, devicePixelRatio);
    Object.assign(target, { width: ratio * width, height: ratio * height });
    target.style.height = `${height}px`;
    nodes.current = placeNodes(drawn, width, height);
    const context = target.getContext("2d")!;
    context.scale(ratio, ratio);
    drawNetwork(context, network, nodes.current, unit.value?.replica === replica ? unit.value : null, {
      colours,
      positive: labelColour(1, true, dark),
      negative: labelColour(0, true, dark),
      frame: dark ? "#a9b2bd" : "#57606b",
      range: targetRange(at),
    });
  });
  useEffect(
    () => () => {
      if (unit.peek()?.replica === replica) unit.value = null;
    },
    [],
  );

  const lookAt = (node: Node | null): void => {
    const now = unit.value;
    if (now?.replica === replica && now.layer === node?.layer && now.unit === node.unit) return;
    unit.value = node && { replica, layer: node.layer, unit: node.unit };
  };
  const onPointer = ({ offsetX, offsetY }: PointerEvent): void => lookAt(nodeAt(nodes.current, offsetX, offsetY));
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "Escape") lookAt(null);
    if (!step) return;
    event.preventDefault();
    const now = unit.value?.replica === replica ? unit.value : { layer: 1, unit: -step[1]! };
    const layer = nodes.current.filter((node) => node.layer === now.layer + step[0]!);
    const next = layer[Math.min(now.unit + step[1]!, layer.length - 1)];
    if (next) lookAt(next);
  };
  const network = networkOf(replica);
  return (
    <figure>
      <figcaption>
        <b>Replica {replica}</b> <span class="soft">{network && layersText(network)}</span>
      </figcaption>
      <div
        class="network"
        role="group"
        tabIndex={0}
        aria-label={`The network of replica ${replica}. Arrow keys go from unit to unit.`}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
        onPointerLeave={({ pointerType }) => pointerType === "mouse" && lookAt(null)}
        onKeyDown={onKey}
        onBlur={() => lookAt(null)}
      >
        <canvas ref={canvas} role="img" aria-label={`Units and weights of replica ${replica}`} />
      </div>
      <p class="soft unit" role="status">
        {network && unit.value?.replica === replica && unitText(network)}
      </p>
    </figure>
  );
}

/** "2 inputs, 16 + 16 hidden units, 1 output", and how many of them are drawn where these are fewer. */
function layersText(network: NetworkFrame): string {
  const parts = widthsOf(network).map((width, layer) => {
    const drawn = drawnOf(network)[layer]!;
    return drawn < width ? `${drawn} of ${width.toLocaleString("en")}` : String(width);
  });
  return parts.join(" → ");
}

function unitText(network: NetworkFrame): string {
  const { layer, unit: of } = unit.value!;
  const last = network.layers.length;
  if (layer > 0 && of >= widthsOf(network)[layer]!) return "";
  const values = valuesOf(network, { layer, unit: of });
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => shortNumber(value));
  const gives = `gives ${low === high ? low : `${low} to ${high}`}`;
  if (layer === 0) return `Input ${inputNamesOf(active.value!)[of]}: ${gives}.`;
  const bias = shortNumber(network.layers[layer - 1]!.biases[of]!);
  if (layer === last) return `Output${widthsOf(network)[last]! > 1 ? ` ${of}` : ""}: bias ${bias}.`;
  return `Unit ${of} of hidden layer ${layer}: bias ${bias}, ${gives}.`;
}
