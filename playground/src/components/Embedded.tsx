/** The page in a frame of an article: what trains, how far apart it is, and the way to all the rest. */
import { fragment } from "../address.js";
import { Headline } from "./Headline.js";
import { Stage } from "./Stage.js";
import { Transport } from "./Transport.js";

export function Embedded() {
  return (
    <>
      <Transport />
      <div class="view">
        <Stage />
        <div class="side">
          <Headline />
        </div>
      </div>
      <p class="whole">
        <a href={location.pathname + fragment.value} target="_blank" rel="noopener">
          Open in doppelgrad
        </a>
      </p>
    </>
  );
}
