/** What the maps show beside the predictions: the truth in place of the left replica, or the class that is decided alone. */
import { active, classesAlone, wantsTruth } from "../state.js";
import { Tick } from "./Fields.js";

export function Looks() {
  const at = active.value;
  if (!at) return null;
  return (
    <div class="looks">
      {at.hasTruth && (
        <Tick label="Show the truth" value={wantsTruth.value} onValue={(on) => (wantsTruth.value = on)} />
      )}
      {at.task !== "regression" && (
        <Tick
          label="Show the decided class only"
          value={classesAlone.value}
          onValue={(on) => (classesAlone.value = on)}
        />
      )}
    </div>
  );
}
