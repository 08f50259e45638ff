import type { ApiHistoryEntry } from '../engine-api.ts';

/** The digest of a tar without entries: the layer of an instruction that changed no file. */
const EMPTY_LAYER = 'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef';

/** Instructions that never make a layer, as both builders write them into a history. */
const WITHOUT_LAYER =
  /^(?:\/bin\/sh -c #\(nop\)\s+)?(?:ARG|CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|SHELL|STOPSIGNAL|USER|VOLUME)\b/;

/**
 * The sizes of an image's layers, from the base on. The engine tells sizes in the history alone, which also has
 * entries without a layer and does not mark them. Where they cannot be told apart, those with a size come first.
 * @param diffIds the layers, from the base on
 * @param history as the engine gives it, the newest first
 */
export function layerSizes(diffIds: readonly string[], history: readonly ApiHistoryEntry[]): number[] {
  const fromBase = [...history].reverse();
  const sized = fromBase.filter(({ Size }) => Size > 0);
  const possible = fromBase.filter(({ Size, CreatedBy }) => Size > 0 || !WITHOUT_LAYER.test(CreatedBy));
  const whole = [fromBase, possible, sized].find(({ length }) => length === diffIds.length);
  if (whole) return whole.map(({ Size }) => Size);
  const sizes = sized.map(({ Size }) => Size);
  return diffIds.map((diffId) => (diffId === EMPTY_LAYER ? 0 : (sizes.shift() ?? 0)));
}
