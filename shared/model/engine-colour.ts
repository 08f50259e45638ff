/** How many colours there are for engines that are not Pier's own and do not say that they matter. */
export const ENGINE_COLOURS = 7;

export type EngineColour = 'own' | 'production' | number;

/** "prod", "eu-production", "shop.live": a word of its own within the name. */
const PRODUCTION = /(^|[^a-z])(prod|prd|production|live)([^a-z]|$)/i;

/**
 * The colour of an engine: the same for the same name on every computer. One whose name says that people depend on it
 * has a colour that no other has.
 * @returns 'own', 'production', or a number below ENGINE_COLOURS
 */
export function engineColour(engine: { kind: 'own' | 'context'; name: string }): EngineColour {
  if (engine.kind === 'own') return 'own';
  if (PRODUCTION.test(engine.name)) return 'production';
  return hash(engine.name) % ENGINE_COLOURS;
}

/** FNV-1a, 32 bit. Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    value ^= byte;
    value = Math.imul(value, 0x01000193);
  }
  return value >>> 0;
}
