import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { ErrorData } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { ShowOwnButton } from '../engines/ShowOwnButton.tsx';
import { nameOfEngine, useShownEngine } from '../engines/shown-engine.ts';
import { stripAnsi } from '../logs/ansi.ts';
import { BootSteps } from './BootSteps.tsx';
import { ConsoleButton, StartButton } from './EngineButtons.tsx';
import classes from './EngineFailure.module.css';
import { ErrorBox } from './ErrorBox.tsx';

const LAST_LINES = 12;

/** Why the engine does not run, where its start ended, what the machine said last, and what to do. */
export function EngineFailure({ error }: { error: ErrorData }) {
  const hasMachine = usePier((state) => state.machine.status?.info.hasMachine ?? false);
  const shown = useShownEngine();
  const isOther = shown !== undefined && shown.kind !== 'own';
  return (
    <Message
      icon={IconAlertTriangle}
      tone="bad"
      title={isOther ? t.engines.failedTitle(nameOfEngine(shown)) : t.engine.failedTitle}
      {...(isOther && { text: t.engines.failedText })}
    >
      <ErrorBox error={error} tone="bad" />
      <div className={classes.actions}>
        <StartButton label={t.engine.retry} />
        {isOther ? <ShowOwnButton /> : <ConsoleButton />}
      </div>
      {!isOther && <BootSteps active={false} />}
      {error.lastLines ? (
        <ConsoleLines lines={error.lastLines.slice(-LAST_LINES)} />
      ) : (
        hasMachine && <LastConsoleLines />
      )}
    </Message>
  );
}

/** The end of the console, read once: the machine says no more. */
function LastConsoleLines() {
  const connection = useConnection();
  const connected = usePier((state) => state.connection.kind === 'open');
  const [lines, setLines] = useState<string[]>([]);
  useEffect(() => {
    if (!connected) return;
    const abort = new AbortController();
    const input = { source: 'console' as const, tail: LAST_LINES, follow: false };
    void (async () => {
      const read: string[] = [];
      for await (const item of connection.client().machine.logs(input, { signal: abort.signal })) {
        read.push(...item.lines);
      }
      setLines(read.slice(-LAST_LINES));
      // Without a console the error above has to do; the log's own view tells why.
    })().catch(() => {});
    return () => abort.abort();
  }, [connection, connected]);
  return <ConsoleLines lines={lines} />;
}

function ConsoleLines({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <figure className={classes.console}>
      <figcaption>{t.engine.lastConsoleLines}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, and keys must be able to scroll them */}
      <pre tabIndex={0}>{lines.map(stripAnsi).join('\n')}</pre>
    </figure>
  );
}
