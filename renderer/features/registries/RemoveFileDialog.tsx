import { toAppError } from '../../../shared/errors.ts';
import { serverTitle } from '../../../shared/model/registry-server.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyDone, notifyError } from '../../commands/notify.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { t } from '../../i18n/index.ts';
import { openRegistryDialog } from './registry-dialogs.ts';

const close = () => openRegistryDialog({ removingFile: false });

/** The way out where the passphrase is lost: names what goes. */
export function RemoveFileDialog({ servers, onDone }: { servers: readonly string[]; onDone(): void }) {
  const connection = useConnection();
  const remove = async () => {
    close();
    try {
      await connection.client().registries.removeFile({});
      notifyDone('logins', t.removeFile.done);
    } catch (thrown) {
      notifyError('logins', t.removeFile.failed, toAppError(thrown).toData());
    }
    onDone();
  };
  return (
    <ConfirmDialog
      opened
      title={t.removeFile.title}
      confirm={t.removeFile.confirm}
      onConfirm={() => void remove()}
      onClose={close}
    >
      <p>{t.removeFile.text}</p>
      {servers.length > 0 ? (
        <>
          <p>{t.removeFile.goes}</p>
          <ul>
            {servers.map((server) => (
              <li key={server}>{serverTitle(server)}</li>
            ))}
          </ul>
        </>
      ) : (
        <p>{t.removeFile.unknown}</p>
      )}
    </ConfirmDialog>
  );
}
