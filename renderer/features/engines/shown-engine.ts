import type { EngineEntry } from '../../../shared/contract/engines.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';

/** The engine that is shown, as the list has it; undefined until the backend told. */
export function useShownEngine(): EngineEntry | undefined {
  return usePier(({ engines }) => engines?.engines.find(({ id }) => id === engines.current));
}

/** What an engine is called: Pier's own has no name of its own. */
export function nameOfEngine({ kind, name }: Pick<EngineEntry, 'kind' | 'name'>): string {
  return kind === 'own' ? t.engines.own : name;
}

/** Where it is. */
export function placeOfEngine({ kind, address }: Pick<EngineEntry, 'kind' | 'address'>): string {
  return kind === 'own' ? t.engines.ownPlace : address;
}
