import { Button, Progress } from '@mantine/core';
import {
  type Icon,
  IconAlertTriangle,
  IconCircleCheck,
  IconClockPause,
  IconCloudDown,
  IconCloudOff,
  IconRefresh,
} from '@tabler/icons-react';
import type { UpdateRelease, UpdatesState } from '../../../shared/contract/updates.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { commandsFor } from '../../commands/command.ts';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import settings from '../settings/Settings.module.css';
import { ReleaseNotes } from './ReleaseNotes.tsx';
import classes from './Updates.module.css';
import { checkForUpdates, downloadUpdate, updateCommands } from './update-commands.ts';

type Update = Exclude<UpdatesState['update'], { kind: 'unavailable' }>;

/** What is known of a newer version, and what can be done about it now. */
export function UpdateCard({ state }: { state: UpdatesState }) {
  const connection = useConnection();
  const update = state.update as Update;
  const { icon: StateIcon, tone, title, text } = describeUpdate(update, state);
  const release = 'release' in update ? update.release : undefined;
  const [main] = commandsFor(updateCommands, state);
  return (
    <>
      <div className={classes.state} data-tone={tone}>
        <div className={classes.stateHead} role="status">
          <StateIcon size={20} stroke={1.8} className={classes.stateIcon} aria-hidden />
          <div>
            <h3 className={classes.stateTitle}>{title}</h3>
            {text && <p className={classes.text}>{text}</p>}
            {release && update.kind !== 'downloading' && <Facts release={release} update={update} />}
          </div>
        </div>
        {update.kind === 'downloading' && <DownloadProgress update={update} />}
        <div className={classes.actions}>
          {commandsFor(updateCommands, state).map((command) => (
            <Button
              key={command.id}
              variant={command === main && command !== checkForUpdates ? 'filled' : 'default'}
              leftSection={<command.icon size={16} />}
              onClick={() => void command.perform(state, connection)}
            >
              {command === downloadUpdate && update.kind === 'failed' ? t.updates.again : command.title}
            </Button>
          ))}
        </div>
      </div>
      {release && <ReleaseNotes notes={release.notes} />}
    </>
  );
}

function Facts({ release, update: { kind } }: { release: UpdateRelease; update: Update }) {
  const { releasedAt, sizeBytes } = release;
  const isThere = kind !== 'available' && kind !== 'failed';
  const facts = [
    releasedAt !== undefined && t.updates.released(new Date(releasedAt).toLocaleDateString()),
    !isThere && sizeBytes !== undefined && t.updates.size(formatBytes(sizeBytes)),
  ].filter(Boolean);
  return facts.length > 0 ? <p className={settings.dimmed}>{facts.join(' · ')}</p> : null;
}

function DownloadProgress({ update }: { update: Extract<Update, { kind: 'downloading' }> }) {
  const { receivedBytes, totalBytes, bytesPerSecond } = update;
  const percent = totalBytes > 0 ? Math.min(100, (receivedBytes / totalBytes) * 100) : 0;
  return (
    <>
      <Progress aria-label={t.updates.progressLabel} value={percent} animated={receivedBytes === 0} />
      <p className={settings.dimmed}>
        {t.updates.progress(formatBytes(receivedBytes), formatBytes(totalBytes), formatBytes(bytesPerSecond))}
      </p>
    </>
  );
}

interface Description {
  icon: Icon;
  tone: 'calm' | 'good' | 'bad';
  title: string;
  text?: string;
}

function describeUpdate(update: Update, { running, updatedFrom, version }: UpdatesState): Description {
  const texts = t.updates.state;
  switch (update.kind) {
    case 'idle': {
      const text = updatedFrom === undefined ? {} : { text: t.updates.updatedFrom(updatedFrom) };
      if (update.isNewest) return { icon: IconCircleCheck, tone: 'good', title: texts.idle, ...text };
      return updatedFrom === undefined
        ? { icon: IconCloudDown, tone: 'calm', title: texts.unknown }
        : { icon: IconCircleCheck, tone: 'good', title: t.updates.updated(version), ...text };
    }
    case 'checking':
      return { icon: IconRefresh, tone: 'calm', title: texts.checking };
    case 'offline':
      return { icon: IconCloudOff, tone: 'calm', title: texts.offline, text: t.updates.offlineText };
    case 'available':
    case 'downloading':
      return { icon: IconCloudDown, tone: 'calm', title: texts[update.kind](update.release.version) };
    case 'ready':
      return {
        icon: IconCircleCheck,
        tone: 'good',
        title: texts.ready(update.release.version),
        text: running ? t.updates.readyRunning(running) : t.updates.readyText,
      };
    case 'postponed':
      return {
        icon: IconClockPause,
        tone: 'calm',
        title: texts.postponed(update.release.version),
        text: t.updates.postponedText(running),
      };
    case 'installing':
      return {
        icon: IconRefresh,
        tone: 'calm',
        title: texts.installing(update.release.version),
        text: t.updates.installingText,
      };
    case 'failed':
      return {
        icon: IconAlertTriangle,
        tone: 'bad',
        title: texts.failed[update.step],
        text: `${update.error.message} ${update.error.hint}`,
      };
  }
}
