export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Of a view's height what must be left: with less it is hidden. */
const LEAST_SHARE = 0.4;

/**
 * Where a view of the system is to be, which is above all that the page draws. What a person works with now (dialogs,
 * menus) hides it; messages in the corner shorten it, so that both are in sight. undefined where it is hidden.
 */
export function windowBounds(place: Box, over: readonly Box[], messages: readonly Box[]): Box | undefined {
  if (place.width < 1 || place.height < 1 || over.some((box) => overlap(place, box))) return undefined;
  const tops = messages.filter((box) => overlap(place, box)).map(({ y }) => y);
  const height = Math.min(place.height, ...tops.map((top) => Math.floor(top - place.y)));
  return height < place.height * LEAST_SHARE ? undefined : { ...place, height };
}

function overlap(one: Box, other: Box): boolean {
  const isEmpty = other.width < 1 || other.height < 1;
  return (
    !isEmpty &&
    other.x < one.x + one.width &&
    one.x < other.x + other.width &&
    other.y < one.y + one.height &&
    one.y < other.y + other.height
  );
}
