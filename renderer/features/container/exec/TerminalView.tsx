import '@xterm/xterm/css/xterm.css';
import { useComputedColorScheme } from '@mantine/core';
import { useDocumentVisibility } from '@mantine/hooks';
import { FitAddon } from '@xterm/addon-fit';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import { useEffect, useRef, useState } from 'react';
import type { ExecSession } from '../../../../shared/contract/exec.ts';
import { useConnection } from '../../../app/connection-context.tsx';
import { t } from '../../../i18n/index.ts';
import { keepGoing } from '../../../store/keep-going.ts';
import { usePier } from '../../../store/store.ts';
import { openWithoutInlineStyles } from './open-without-inline-styles.ts';
import classes from './TerminalView.module.css';
import { openAddress, takeTerminalKeys } from './terminal-keys.ts';
import { TerminalStream } from './terminal-stream.ts';
import { terminalTheme } from './terminal-theme.ts';

const SCROLLBACK_LINES = 10_000;
const RESIZE_AFTER_MS = 80;
/** Text that a program colours like its background is read all the same. */
const CONTRAST = 4.5;

interface TerminalViewProps {
  session: ExecSession;
  label: string;
  screenReader: boolean;
  /** The key that leaves the terminal was pressed. */
  onLeave(): void;
}

/** The terminal of one session. Give it the session's id as `key`. */
export default function TerminalView({ session, label, screenReader, onLeave }: TerminalViewProps) {
  const { id } = session;
  const ended = session.end !== undefined;
  const parent = useRef<HTMLDivElement>(null);
  const leave = useRef(onLeave);
  leave.current = onLeave;
  const [open, setOpen] = useState<{ terminal: Terminal; stream: TerminalStream; fit: FitAddon }>();
  const connection = useConnection();
  const connected = usePier((state) => state.connection.kind === 'open');
  const visible = useDocumentVisibility() === 'visible';
  const scheme = useComputedColorScheme();

  useEffect(() => {
    const element = parent.current;
    if (!element) return;
    const terminal = makeTerminal();
    const fit = new FitAddon();
    const stream = new TerminalStream({ terminal, client: () => connection.client(), id });
    terminal.loadAddon(fit);
    terminal.loadAddon(new WebLinksAddon(openAddress, linkHints(element)));
    openWithoutInlineStyles(terminal, element);
    takeTerminalKeys(terminal, () => leave.current());
    terminal.onData((text) => stream.type(text));
    setOpen({ terminal, stream, fit });
    terminal.focus();
    return () => terminal.dispose();
  }, [connection, id]);

  useEffect(() => {
    if (!open || !connected || !visible) return;
    const end = new AbortController();
    // An end of the stream is the session's: it is read once more to be sure, and that ends at once.
    void keepGoing(() => open.stream.read(end.signal).then(() => end.abort()), end.signal);
    return () => end.abort();
  }, [open, connected, visible]);

  useEffect(() => {
    if (!open || !parent.current) return;
    return keepFitting(parent.current, open.fit, () => {
      const { cols: columns, rows } = open.terminal;
      if (connected && !ended)
        void connection
          .client()
          .exec.resize({ id, columns, rows })
          .catch(() => {});
    });
  }, [open, connection, connected, ended, id]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are those of the scheme
  useEffect(() => {
    if (open) open.terminal.options.theme = terminalTheme();
  }, [open, scheme]);
  useEffect(() => {
    if (!open) return;
    const { terminal } = open;
    terminal.options.screenReaderMode = screenReader;
    terminal.options.disableStdin = ended;
    terminal.options.cursorInactiveStyle = ended ? 'none' : 'outline';
    terminal.textarea?.setAttribute('aria-label', label);
    terminal.textarea?.setAttribute('aria-description', t.exec.leaveHint);
  }, [open, screenReader, ended, label]);

  return (
    <div className={classes.frame} data-testid="terminal" data-session={id}>
      <div ref={parent} className={classes.terminal} />
    </div>
  );
}

function makeTerminal(): Terminal {
  const style = getComputedStyle(document.documentElement);
  return new Terminal({
    fontFamily: style.getPropertyValue('--mantine-font-family-monospace'),
    fontSize: 13,
    lineHeight: 1.2,
    scrollback: SCROLLBACK_LINES,
    cursorBlink: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    minimumContrastRatio: CONTRAST,
    theme: terminalTheme(),
    linkHandler: { activate: openAddress },
    macOptionIsMeta: true,
  });
}

/** Says over a link how it is opened. */
function linkHints(element: HTMLElement) {
  return {
    hover: () => {
      element.title = t.exec.linkHint;
    },
    leave: () => {
      element.title = '';
    },
  };
}

/** As many rows and columns as there is room for, now and whenever that changes. Answers what ends it. */
function keepFitting(element: HTMLElement, fit: FitAddon, onSize: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const resize = () => {
    if (element.clientWidth === 0 || element.clientHeight === 0) return;
    fit.fit();
    onSize();
  };
  const observer = new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(resize, RESIZE_AFTER_MS);
  });
  observer.observe(element);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}
