import type { EngineEntry } from '../../../shared/contract/engines.ts';
import { engineColour } from '../../../shared/model/engine-colour.ts';
import classes from './EngineSwitcher.module.css';

/** An engine's colour; its name always stands beside it. */
export function EngineSwatch({ engine }: { engine: Pick<EngineEntry, 'kind' | 'name'> }) {
  return <span className={classes.swatch} data-engine-colour={engineColour(engine)} aria-hidden />;
}
