import { notifyDone } from '../commands/notify.ts';
import { nameOfEngine } from '../features/engines/shown-engine.ts';
import { t } from '../i18n/index.ts';
import { usePier } from '../store/store.ts';
import { goTo, parsePlace } from './location.ts';
import { pageOf } from './pages.tsx';

/** Another engine is shown: a thing of the one before is not in it, but there is a list of its own. */
export function leaveEnginePlace(): void {
  const { parts } = parsePlace(window.location.hash);
  if (parts.length > 1 && !pageOf(parts).apart) goTo(parts.slice(0, 1), {}, { replace: true });
  const { engines } = usePier.getState();
  const shown = engines?.engines.find(({ id }) => id === engines.current);
  if (shown) notifyDone('engine-shown', t.engines.shown(nameOfEngine(shown)));
}
