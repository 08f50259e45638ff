import { Button, PasswordInput } from '@mantine/core';
import { IconLockOpen } from '@tabler/icons-react';
import { useState } from 'react';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { FormFailure } from '../../components/FormFailure.tsx';
import { FormButtons, FormModal } from '../../components/FormModal.tsx';
import { t } from '../../i18n/index.ts';
import { openRegistryDialog } from './registry-dialogs.ts';

const close = () => openRegistryDialog({ unlocking: false });

/** Where this computer has no keychain: the passphrase of the file that has the logins. A new one is typed twice. */
export function UnlockDialog({ isNew, onDone }: { isNew: boolean; onDone(): void }) {
  const connection = useConnection();
  const [passphrase, setPassphrase] = useState('');
  const [repeated, setRepeated] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ErrorData>();
  const isDifferent = isNew && repeated !== passphrase;
  const submit = async () => {
    setTried(true);
    if (passphrase === '' || isDifferent || busy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await connection.client().registries.unlock({ passphrase });
      close();
      onDone();
    } catch (thrown) {
      setFailure(toAppError(thrown).toData());
      setBusy(false);
    }
  };
  return (
    <FormModal
      title={isNew ? t.unlock.titleNew : t.unlock.title}
      onClose={close}
      onSubmit={() => void submit()}
    >
      <PasswordInput
        data-autofocus
        label={t.unlock.passphrase}
        description={isNew ? t.unlock.hint : undefined}
        autoComplete="off"
        value={passphrase}
        error={tried && passphrase === '' ? t.signIn.required : undefined}
        onChange={(event) => setPassphrase(event.currentTarget.value)}
      />
      {isNew && (
        <PasswordInput
          label={t.unlock.again}
          autoComplete="off"
          value={repeated}
          error={tried && isDifferent ? t.unlock.different : undefined}
          onChange={(event) => setRepeated(event.currentTarget.value)}
        />
      )}
      {failure && <FormFailure title={t.unlock.failed} error={failure} />}
      {!isNew && (
        <div>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => openRegistryDialog({ unlocking: false, removingFile: true })}
          >
            {t.unlock.lost}
          </Button>
        </div>
      )}
      <FormButtons
        submit={isNew ? t.unlock.submitNew : t.unlock.submit}
        icon={IconLockOpen}
        busy={busy}
        onCancel={close}
      />
    </FormModal>
  );
}
