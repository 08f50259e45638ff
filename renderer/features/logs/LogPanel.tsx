import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconArrowsDiagonal,
  IconArrowsDiagonalMinimize2,
  IconCheck,
  IconClock,
  IconCopy,
  IconX,
} from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';
import { isActive } from '../containers/container-list.ts';
import { stripAnsi } from './ansi.ts';
import classes from './LogPanel.module.css';
import { LogView } from './LogView.tsx';
import { type Log, type LogSource, useLog } from './use-log.ts';

const TAIL = 5000;

interface LogPanelProps {
  id: string;
  name: string;
  /** Below the list, or the whole of a container's tab. */
  place?: 'list' | 'tab';
}

/** The logs of one container. */
export function LogPanel({ id, name, place = 'list' }: LogPanelProps) {
  const connection = useConnection();
  const connected = usePier((state) => state.connection.kind === 'open');
  const container = usePier((state) => state.containers.byId[id]);
  const [timestamps, setTimestamps] = useState(false);
  const [whole, setWhole] = useState(false);
  const open = useCallback<LogSource>(
    async function* (signal) {
      const input = { id, tail: TAIL, follow: true };
      for await (const item of connection.client().containers.logs(input, { signal })) yield item.lines;
    },
    [connection, id],
  );
  const alive = container !== undefined && isActive(container.state);
  // While the engine waits to restart it, its log has nothing new.
  const runs = alive && container.state !== 'restarting';
  const log = useLog(open, { occasion: `${alive} ${connected}`, goesOn: runs && connected });
  const shownName = container?.name ?? name;
  const close = () => updateView({ logsOf: undefined });
  return (
    <section
      className={classes.panel}
      data-whole={whole || place === 'tab'}
      aria-label={t.logs.title(shownName)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented && place === 'list') close();
      }}
    >
      <div className={classes.bar}>
        <h2 className={classes.title}>
          {t.logs.heading} <span>{t.logs.of(shownName)}</span>
        </h2>
        <span className={classes.note} role="status">
          {noteOf(log, container !== undefined, alive)}
        </span>
        <Tool
          label={t.logs.timestamps}
          icon={IconClock}
          pressed={timestamps}
          onClick={() => setTimestamps(!timestamps)}
        />
        <CopyAll log={log} timestamps={timestamps} />
        {place === 'list' && (
          <>
            <Tool
              label={whole ? t.logs.restore : t.logs.maximize}
              icon={whole ? IconArrowsDiagonalMinimize2 : IconArrowsDiagonal}
              onClick={() => setWhole(!whole)}
            />
            <Tool label={t.logs.close} icon={IconX} onClick={close} />
          </>
        )}
      </div>
      <LogView
        log={log}
        label={t.logs.title(shownName)}
        timestamps={timestamps}
        emptyText={alive ? t.logs.empty : t.logs.emptyEnded}
      />
    </section>
  );
}

function noteOf(log: Log, exists: boolean, alive: boolean): string {
  if (!exists) return t.logs.gone;
  if (log.status === 'ended' && !alive) return t.logs.ended;
  if (log.ring.dropped > 0) return t.logs.dropped(log.ring.dropped.toLocaleString('en'));
  return '';
}

interface ToolProps {
  label: string;
  icon: typeof IconX;
  /** For a switch: whether it is on. */
  pressed?: boolean;
  onClick(): void;
}

function Tool({ label, icon: Icon, pressed, onClick }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={pressed ? 'light' : 'subtle'}
        {...(pressed ? {} : { color: 'gray' })}
        aria-label={label}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
        onClick={onClick}
      >
        <Icon size={16} stroke={1.8} />
      </ActionIcon>
    </Tooltip>
  );
}

/** Copies every line that is kept, as plain text; built when asked, since it may be megabytes. */
function CopyAll({ log, timestamps }: { log: Log; timestamps: boolean }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const lines = log.ring.toArray().map((entry) => {
      const text = stripAnsi(entry.text);
      return timestamps && entry.time ? `${entry.time} ${text}` : text;
    });
    await navigator.clipboard.writeText(`${lines.join('\n')}\n`);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <Tool
      label={copied ? t.app.copied : t.logs.copyAll}
      icon={copied ? IconCheck : IconCopy}
      onClick={() => void copy().catch(() => setCopied(false))}
    />
  );
}
