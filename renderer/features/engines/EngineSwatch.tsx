import type { EngineEntry } from '../../../shared/contract/engines.ts';
import classes from './EngineSwitcher.module.css';
import { engineColourProps } from './engine-colour-props.ts';

/** An engine's colour; its name always stands beside it. */
export function EngineSwatch({ engine }: { engine: Pick<EngineEntry, 'kind' | 'name'> }) {
  return <span className={classes.swatch} {...engineColourProps(engine)} aria-hidden />;
}
