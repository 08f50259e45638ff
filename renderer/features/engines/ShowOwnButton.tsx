import { Button } from '@mantine/core';
import { useConnection } from '../../app/connection-context.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { showEngine } from './engine-commands.ts';

/** The way back from an engine that does not answer. */
export function ShowOwnButton() {
  const own = usePier(({ engines }) => engines?.engines.find(({ kind }) => kind === 'own'));
  const connected = usePier((state) => state.connection.kind === 'open');
  const connection = useConnection();
  if (!own) return null;
  return (
    <Button variant="default" disabled={!connected} onClick={() => void showEngine.perform(own, connection)}>
      {t.engines.showOwn}
    </Button>
  );
}
