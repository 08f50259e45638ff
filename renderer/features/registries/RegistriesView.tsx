import { useDocumentVisibility } from '@mantine/hooks';
import { useEffect } from 'react';
import { SectionedView } from '../../components/SectionedView.tsx';
import { t } from '../../i18n/index.ts';
import { useQuery } from '../../store/use-live.ts';
import { useWhenGone } from '../../store/use-when-gone.ts';
import { HubSearch } from './HubSearch.tsx';
import classes from './Registries.module.css';
import { RegistriesPage } from './RegistriesPage.tsx';
import { RegistryPage } from './RegistryPage.tsx';
import { RemoveFileDialog } from './RemoveFileDialog.tsx';
import { openRegistryDialog, useRegistryDialogs } from './registry-dialogs.ts';
import { SignInDialog } from './SignInDialog.tsx';
import { SignOutDialog } from './SignOutDialog.tsx';
import { TrustSettings } from './TrustSettings.tsx';
import { UnlockDialog } from './UnlockDialog.tsx';

/** No registry is called that: its name would have a dot, a colon, or be "localhost". */
const SECTIONS = ['logins', 'docker-hub', 'trust'] as const;

/**
 * Where a person is signed in, Docker Hub, and who is trusted: `#/registries/<section>`; or what one registry has:
 * `#/registries/<server>/<repository>`.
 */
export function RegistriesView({ parts: [server, repository] }: { parts: readonly string[] }) {
  const list = useQuery((client, signal) => client.registries.list({}, { signal }), []);
  const { signingIn, signingOut, unlocking, removingFile } = useRegistryDialogs();
  const section = server === undefined ? 'logins' : SECTIONS.find((each) => each === server);
  const { again, value } = list;
  // A login may have been made in a terminal meanwhile.
  const visible = useDocumentVisibility() === 'visible';
  useEffect(() => {
    if (visible) again();
  }, [visible, again]);
  useWhenGone(() =>
    openRegistryDialog({ signingIn: false, signingOut: undefined, unlocking: false, removingFile: false }),
  );
  return (
    <>
      {section ? (
        <SectionedView
          page="registries"
          label={t.registries.sections}
          sections={SECTIONS}
          titles={t.registries.tabs}
          current={section}
          whole={section !== 'trust'}
        >
          {section === 'logins' && (
            <div className={classes.whole}>
              <RegistriesPage list={list} />
            </div>
          )}
          {section === 'docker-hub' && (
            <div className={classes.whole}>
              <HubSearch />
            </div>
          )}
          {section === 'trust' && <TrustSettings />}
        </SectionedView>
      ) : (
        <RegistryPage
          key={server}
          server={server ?? ''}
          repository={repository}
          registries={value?.registries}
        />
      )}
      {signingIn && <SignInDialog onDone={again} />}
      {signingOut && <SignOutDialog registry={signingOut} onDone={again} />}
      {removingFile && value?.store.kind === 'file' && (
        <RemoveFileDialog servers={value.store.servers} onDone={again} />
      )}
      {unlocking && value?.store.kind === 'file' && (
        <UnlockDialog isNew={value.store.state === 'absent'} onDone={again} />
      )}
    </>
  );
}
