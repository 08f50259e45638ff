import type { SignedInRegistry } from '../../../shared/contract/registries.ts';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyDone, notifyError } from '../../commands/notify.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { t } from '../../i18n/index.ts';
import { openRegistryDialog } from './registry-dialogs.ts';

const close = () => openRegistryDialog({ signingOut: undefined });

export function SignOutDialog({ registry, onDone }: { registry: SignedInRegistry; onDone(): void }) {
  const connection = useConnection();
  const { server, title, username, keptIn } = registry;
  const signOut = async () => {
    close();
    try {
      await connection.client().registries.signOut({ server, keptIn });
      notifyDone('sign-out', t.registries.signedOut(title));
    } catch (thrown) {
      notifyError(`sign-out ${server}`, t.registries.signOutFailed(title), toAppError(thrown).toData());
    }
    onDone();
  };
  return (
    <ConfirmDialog
      opened
      title={t.signOut.title(title)}
      confirm={t.signOut.confirm}
      onConfirm={() => void signOut()}
      onClose={close}
    >
      {t.signOut.text(username)}
    </ConfirmDialog>
  );
}
