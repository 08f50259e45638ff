import { Input, PasswordInput, SegmentedControl, TextInput } from '@mantine/core';
import { IconLogin } from '@tabler/icons-react';
import { useState } from 'react';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyDone } from '../../commands/notify.ts';
import { FormFailure } from '../../components/FormFailure.tsx';
import { FormButtons, FormModal } from '../../components/FormModal.tsx';
import { t } from '../../i18n/index.ts';
import classes from './Registries.module.css';
import { openRegistryDialog } from './registry-dialogs.ts';

const close = () => openRegistryDialog({ signingIn: false });

/** The password goes to the backend, which asks the registry; it is not kept here. */
export function SignInDialog({ onDone }: { onDone(): void }) {
  const connection = useConnection();
  const [kind, setKind] = useState<'hub' | 'other'>('hub');
  const [address, setAddress] = useState('');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ErrorData>();
  const missing = (value: string) => (tried && value.trim() === '' ? t.signIn.required : undefined);
  const submit = async () => {
    setTried(true);
    const registry = kind === 'hub' ? 'docker.io' : address;
    if ([registry, username, password].some((value) => value.trim() === '') || busy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      const { title } = await connection.client().registries.signIn({ registry, username, password });
      notifyDone('sign-in', t.registries.signedIn(title));
      close();
      onDone();
    } catch (thrown) {
      setFailure(toAppError(thrown).toData());
      setBusy(false);
    }
  };
  return (
    <FormModal title={t.signIn.title} onClose={close} onSubmit={() => void submit()}>
      <Input.Wrapper label={t.signIn.registry} labelElement="div">
        <SegmentedControl
          fullWidth
          aria-label={t.signIn.registry}
          value={kind}
          onChange={(value) => setKind(value === 'other' ? 'other' : 'hub')}
          data={[
            { value: 'hub', label: t.signIn.hub },
            { value: 'other', label: t.signIn.other },
          ]}
        />
      </Input.Wrapper>
      {kind === 'other' && (
        <TextInput
          label={t.signIn.address}
          placeholder={t.signIn.addressPlaceholder}
          autoComplete="off"
          spellCheck={false}
          value={address}
          error={missing(address)}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
      )}
      <TextInput
        data-autofocus
        label={t.signIn.username}
        autoComplete="off"
        spellCheck={false}
        value={username}
        error={missing(username)}
        onChange={(event) => setUsername(event.currentTarget.value)}
      />
      <PasswordInput
        label={t.signIn.password}
        description={t.signIn.passwordHint}
        autoComplete="off"
        value={password}
        error={missing(password)}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {failure && <FormFailure title={t.signIn.failed} error={failure} />}
      <p className={classes.note}>{t.signIn.checked}</p>
      <FormButtons submit={t.signIn.submit} icon={IconLogin} busy={busy} onCancel={close} />
    </FormModal>
  );
}
