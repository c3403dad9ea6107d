/** The brush: which class the points have that are painted on a map, or none. */
import { brush, painted } from "../state.js";

export function Brush() {
  const choose = (to: typeof brush.value) => () => (brush.value = to);
  const painting = brush.value !== null;
  return (
    <div class="brush" role="group" aria-label="Paint points of your own on a map">
      <span class="soft" role="status">
        {painting
          ? "Drag over a map, or press Enter at the point. Both colours are needed."
          : "Paint data of your own:"}
      </span>
      <button aria-pressed={brush.value === 1} onClick={choose(1)}>
        Blue
      </button>
      <button aria-pressed={brush.value === 0} onClick={choose(0)}>
        Orange
      </button>
      {painting && <button onClick={choose(null)}>Done</button>}
      {painted.value.length > 0 && <button onClick={() => (painted.value = [])}>Clear</button>}
    </div>
  );
}
