import { dimensionField, surfaceFamily } from "./synthetic.js";

/**
 * f(x) = 2 (|x| - sqrt(d/3)): inside or outside of a sphere. sqrt(d/3) is the root mean square radius of the inputs, so
 * the classes are about equal in any dimension d.
 */
export const circles = surfaceFamily({
  name: "circles",
  summary: "inside or outside of a circle",
  own: { dimension: dimensionField() },
  surface: ({ dimension }) => {
    const radius = Math.sqrt(dimension / 3);
    return (x) => {
      let squares = 0;
      for (const value of x) squares += value * value;
      return 2 * (Math.sqrt(squares) - radius);
    };
  },
});
