import type { CSSProperties } from 'react';
import type { EngineEntry } from '../../../shared/contract/engines.ts';
import { engineColour } from '../../../shared/model/engine-colour.ts';

/** Makes an engine's colour the `--engine-colour` of an element and of what is in it: see global.css. */
export function engineColourProps(engine: Pick<EngineEntry, 'kind' | 'name'>) {
  const colour = engineColour(engine);
  if (typeof colour === 'string') return { 'data-engine-colour': colour };
  return { 'data-engine-colour': 'other', style: { '--engine-hue': colour } as CSSProperties };
}
