import { useDocumentVisibility } from '@mantine/hooks';
import { useEffect } from 'react';
import { useQuery } from '../../store/use-live.ts';
import { useWhenGone } from '../../store/use-when-gone.ts';
import { RegistriesPage } from './RegistriesPage.tsx';
import { RegistryPage } from './RegistryPage.tsx';
import { openRegistryDialog, useRegistryDialogs } from './registry-dialogs.ts';
import { SignInDialog } from './SignInDialog.tsx';
import { SignOutDialog } from './SignOutDialog.tsx';
import { UnlockDialog } from './UnlockDialog.tsx';

/** Where a person is signed in, or what one registry has: `#/registries/<server>/<repository>`. */
export function RegistriesView({ parts: [server, repository] }: { parts: readonly string[] }) {
  const list = useQuery((client, signal) => client.registries.list({}, { signal }), []);
  const { signingIn, signingOut, unlocking } = useRegistryDialogs();
  const { again, value } = list;
  // A login may have been made in a terminal meanwhile.
  const visible = useDocumentVisibility() === 'visible';
  useEffect(() => {
    if (visible) again();
  }, [visible, again]);
  useWhenGone(() => openRegistryDialog({ signingIn: false, signingOut: undefined, unlocking: false }));
  return (
    <>
      {server === undefined ? (
        <RegistriesPage list={list} />
      ) : (
        <RegistryPage key={server} server={server} repository={repository} registries={value?.registries} />
      )}
      {signingIn && <SignInDialog onDone={again} />}
      {signingOut && <SignOutDialog registry={signingOut} onDone={again} />}
      {unlocking && value?.store.kind === 'file' && (
        <UnlockDialog isNew={value.store.state === 'absent'} onDone={again} />
      )}
    </>
  );
}
