import { SegmentedControl } from '@mantine/core';
import {
  IconArrowAutofitDown,
  IconCheck,
  IconClock,
  IconCopy,
  IconDownload,
  IconEraser,
  IconPlayerPause,
  IconTextWrap,
} from '@tabler/icons-react';
import { memo, useState } from 'react';
import { AppError, toAppError } from '../../../shared/errors.ts';
import { notifyError } from '../../commands/notify.ts';
import { Tool } from '../../components/Tool.tsx';
import { t } from '../../i18n/index.ts';
import { copyText } from './copy-lines.ts';
import classes from './LogToolbar.module.css';
import type { LogPreferences } from './log-preferences.ts';
import type { Log } from './use-log.ts';
import type { LineList, StreamFilter } from './visible-lines.ts';

export interface LogToolbarProps {
  log: Log;
  lines: LineList;
  sources: boolean;
  plain: boolean;
  preferences: LogPreferences;
  streams: StreamFilter;
  following: boolean;
  onPreferences(change: Partial<LogPreferences>): void;
  onStreams(streams: StreamFilter): void;
  onFollowing(following: boolean): void;
  onDownload: ((options: { timestamps: boolean; streams: StreamFilter }) => Promise<void>) | undefined;
}

/** What can be done with a log beside searching it. Drawn when something of it changes, not with each line. */
export const LogToolbar = memo(function LogToolbar(props: LogToolbarProps) {
  const { log, lines, sources, plain, preferences, streams, following, onDownload } = props;
  const { timestamps, wrap } = preferences;
  const download = async () => {
    try {
      await onDownload?.({ timestamps, streams });
    } catch (error) {
      notifyError('log-download', t.logs.couldNot.download, toAppError(error).toData());
    }
  };
  return (
    <div className={classes.tools} role="toolbar" aria-label={t.logs.tools}>
      {!plain && (
        <SegmentedControl
          size="xs"
          aria-label={t.logs.streams}
          value={streams}
          onChange={(value) => props.onStreams(value as StreamFilter)}
          data={[
            { value: 'all', label: t.logs.all },
            { value: 'stdout', label: 'stdout' },
            { value: 'stderr', label: 'stderr' },
          ]}
        />
      )}
      <Tool
        label={following ? t.logs.pause : t.logs.follow}
        icon={following ? IconPlayerPause : IconArrowAutofitDown}
        onClick={() => props.onFollowing(!following)}
      />
      {!plain && (
        <Tool
          label={t.logs.timestamps}
          icon={IconClock}
          pressed={timestamps}
          onClick={() => props.onPreferences({ timestamps: !timestamps })}
        />
      )}
      <Tool
        label={t.logs.wrap}
        icon={IconTextWrap}
        pressed={wrap}
        onClick={() => props.onPreferences({ wrap: !wrap })}
      />
      <CopyAll log={log} lines={lines} timestamps={timestamps} sources={sources} />
      {onDownload && <Tool label={t.logs.download} icon={IconDownload} onClick={() => void download()} />}
      <Tool label={t.logs.clear} icon={IconEraser} onClick={log.clear} />
    </div>
  );
});

interface CopyAllProps {
  log: Log;
  lines: LineList;
  timestamps: boolean;
  sources: boolean;
}

/** Copies every line that is shown, as plain text; built when asked, since it may be megabytes. */
function CopyAll({ log, lines, timestamps, sources }: CopyAllProps) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      const text = copyText(log.store, lines, { timestamps, sources });
      if (text === undefined) throw new AppError('bad_input', t.logs.tooMuch.message, t.logs.tooMuch.hint);
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 1500);
    } catch (error) {
      notifyError('log-copy', t.logs.couldNot.copy, toAppError(error).toData());
    }
  };
  return (
    <Tool
      label={copied ? t.app.copied : t.logs.copyAll}
      icon={copied ? IconCheck : IconCopy}
      onClick={() => void copy()}
    />
  );
}
