import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconFolder,
  IconFolderOff,
  IconFolderPlus,
  IconServerOff,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { SharesState } from '../../../shared/contract/shares.ts';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyDone, notifyError } from '../../commands/notify.ts';
import { Badge, type Tone } from '../../components/Badge.tsx';
import { Banner } from '../../components/Banner.tsx';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { useLive } from '../../store/use-live.ts';
import { HostFilesDialog } from '../host-files/HostFilesDialog.tsx';
import classes from './Settings.module.css';

const TONES: Readonly<Record<SharesState['folders'][number]['state'], Tone>> = {
  shared: 'ok',
  waiting: 'idle',
  absent: 'warn',
};

/** Folders of this computer that containers can mount. Holds at once. */
export function SharingSettings() {
  const live = useLive((client, signal) => client.shares.watch({}, { signal }), []);
  if (live.value) return <SharedFolders state={live.value} />;
  if (live.status !== 'failed') return <LoadingRows />;
  return (
    <Message
      icon={IconAlertTriangle}
      tone="bad"
      title={t.settings.failedTitle}
      text={`${live.error?.message ?? ''} ${live.error?.hint ?? ''}`}
    />
  );
}

function SharedFolders({ state }: { state: SharesState }) {
  const { busy, change } = useChange();
  const [choosing, setChoosing] = useState(false);
  if (!state.hasMachine) {
    return <Message icon={IconServerOff} title={t.settings.foreignTitle} text={t.settings.sharingForeign} />;
  }
  const added = state.fixed ? t.settings.sharedLater : t.settings.shared;
  const paths = state.folders.map(({ path }) => path);
  return (
    <section className={classes.form} aria-label={t.settings.tabs.sharing}>
      <p className={classes.intro}>{t.settings.sharingText}</p>
      {state.problem && (
        <Banner tone="bad" icon={IconAlertTriangle} text={state.problem.message}>
          {state.problem.hint}
        </Banner>
      )}
      {state.watchedFolders !== undefined && (
        <Banner
          tone="warn"
          icon={IconAlertTriangle}
          text={t.settings.watchedTitle(state.watchedFolders.toLocaleString())}
        >
          {t.settings.watchedHint}
        </Banner>
      )}
      {paths.length > 0 ? (
        <ul className={classes.folders} aria-label={t.settings.sharedFolders}>
          {state.folders.map((folder) => (
            <li key={folder.path} className={classes.folder}>
              <IconFolder size={18} stroke={1.7} aria-hidden />
              <span className={classes.path}>{folder.path}</span>
              <Badge tone={TONES[folder.state]}>{t.settings.shareStates[folder.state]}</Badge>
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                disabled={busy}
                aria-label={t.settings.stopSharing(folder.path)}
                onClick={() =>
                  void change(
                    paths.filter((path) => path !== folder.path),
                    t.settings.unshared,
                  )
                }
              >
                {t.settings.remove}
              </Button>
            </li>
          ))}
        </ul>
      ) : (
        <div className={classes.noFolders}>
          <IconFolderOff size={22} stroke={1.6} aria-hidden />
          <span>{t.settings.noFolders}</span>
          <Button variant="default" size="compact-sm" onClick={() => void change([state.home], added)}>
            {t.settings.shareHome}
          </Button>
        </div>
      )}
      <p className={classes.needs}>{state.fixed ? t.settings.sharingHintFixed : t.settings.sharingHint}</p>
      <div className={classes.foot}>
        <Button leftSection={<IconFolderPlus size={17} />} loading={busy} onClick={() => setChoosing(true)}>
          {t.settings.addFolder}
        </Button>
      </div>
      {choosing && (
        <HostFilesDialog
          choose="folder"
          start={undefined}
          onClose={() => setChoosing(false)}
          onChoose={(path) => {
            setChoosing(false);
            void change([...paths, path], added);
          }}
        />
      )}
    </section>
  );
}

function useChange() {
  const connection = useConnection();
  const [busy, setBusy] = useState(false);
  const change = async (sharedFolders: string[], done: string) => {
    setBusy(true);
    try {
      await connection.client().settings.set({ sharedFolders });
      notifyDone('settings', done, '');
    } catch (thrown) {
      notifyError('settings', t.settings.couldNot, toAppError(thrown).toData());
    }
    setBusy(false);
  };
  return { busy, change };
}
