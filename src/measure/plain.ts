/**
 * Adds tiles up in plain TypeScript: what the kernels are compared with, and what measures where there are none.
 */
import { openAboutMean } from "./about-mean-sums.js";
import { type Cell, openCellReader } from "./cells.js";
import { decideBlock } from "./decisions.js";
import { addDistances } from "./pairwise.js";
import type { Adding } from "./sums.js";

export const plain: Adding = (shape, { ofCells, losses, churn, accuracy }, known) => {
  const { replicas, columns } = shape;
  const { distances, about, ratio, pairs } = ofCells ?? {};
  const cells = openCellReader(shape);
  const addAboutMean = about && openAboutMean(shape, about, known);
  let sums = new Float64Array(0);
  let agreeing = new Float64Array(0);
  let classes = new Uint32Array(0);

  function addCell(cell: Cell): void {
    if (distances) addDistances(distances, cell);
    addAboutMean?.(cell);
    if (known.label?.(cell.example) !== cell.column) return;
    ratio?.add(cell);
    pairs?.add(cell);
  }

  return (tile) => {
    const { first, examples } = tile;
    if (agreeing.length < examples) {
      sums = new Float64Array(examples * columns);
      agreeing = new Float64Array(examples);
      classes = new Uint32Array(replicas * examples);
    }
    for (const loss of losses) loss.add(tile);
    if (ofCells) {
      cells(tile, (cell) => {
        sums[(cell.example - first) * columns + cell.column] = cell.sum;
        addCell(cell);
      });
    }
    const ties = churn || accuracy ? decideBlock(tile, shape, classes).ties : 0;
    churn?.add(tile, classes, agreeing);
    accuracy?.add(tile, classes);
    return {
      distances: (n, column) => sums[n * columns + column]!,
      ties,
      agreeing: (n) => agreeing[n]!,
      classOf: (replica, n) => classes[replica * examples + n]!,
    };
  };
};
