/**
 * A squarified treemap (Bruls, Huizing, van Wijk, 2000): rectangles whose areas are as the weights, and which are as near
 * to squares as can be.
 * @template T
 * @param {readonly T[]} items @param {(item: T) => number} weight not negative
 * @returns {{item: T, x: number, y: number, width: number, height: number}[]}
 */
export function treemap(items, weight, width, height) {
  const sorted = items.filter((item) => weight(item) > 0).sort((a, b) => weight(b) - weight(a));
  const total = sorted.reduce((sum, item) => sum + weight(item), 0);
  const scale = total > 0 ? (width * height) / total : 0;
  const placed = [];
  const rest = { x: 0, y: 0, width, height };
  let row = [];
  for (const item of sorted) {
    const side = Math.min(rest.width, rest.height);
    const next = [...row, item];
    if (row.length > 0 && worst(next, side) > worst(row, side)) {
      layRow(row);
      row = [item];
    } else {
      row = next;
    }
  }
  layRow(row);
  return placed;

  function areaOf(item) {
    return weight(item) * scale;
  }

  /** The least square of a row, as its sides' proportion. */
  function worst(of, side) {
    const areas = of.map(areaOf);
    const sum = areas.reduce((a, b) => a + b, 0);
    const squared = side * side;
    return Math.max(
      (squared * Math.max(...areas)) / (sum * sum),
      (sum * sum) / (squared * Math.min(...areas)),
    );
  }

  /** Along the shorter side of what is left. */
  function layRow(of) {
    const sum = of.reduce((all, item) => all + areaOf(item), 0);
    if (sum === 0) return;
    const isColumn = rest.width >= rest.height;
    const depth = sum / (isColumn ? rest.height : rest.width);
    let at = isColumn ? rest.y : rest.x;
    for (const item of of) {
      const length = areaOf(item) / depth;
      placed.push(
        isColumn
          ? { item, x: rest.x, y: at, width: depth, height: length }
          : { item, x: at, y: rest.y, width: length, height: depth },
      );
      at += length;
    }
    if (isColumn) {
      rest.x += depth;
      rest.width -= depth;
    } else {
      rest.y += depth;
      rest.height -= depth;
    }
  }
}
