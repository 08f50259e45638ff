/** Hues for engines that are not Pier's own and do not say that they matter: all but those about red, in degrees. */
const HUES = Array.from({ length: 25 }, (_, index) => 50 + index * 12.5);

/** A number is a hue in degrees. */
export type EngineColour = 'own' | 'production' | number;

/** "prod", "eu-production", "shop.live": a word of its own within the name. */
const PRODUCTION = /(^|[^a-z])(prod|prd|production|live)([^a-z]|$)/i;

/**
 * The colour of an engine: the same for the same name on every computer. One whose name says that people depend on it
 * has a colour that no other has.
 */
export function engineColour(engine: { kind: 'own' | 'context'; name: string }): EngineColour {
  if (engine.kind === 'own') return 'own';
  if (PRODUCTION.test(engine.name)) return 'production';
  return HUES[hash(engine.name) % HUES.length] ?? 0;
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
