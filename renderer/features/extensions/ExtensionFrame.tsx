import { useEffect, useRef } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import { t } from '../../i18n/index.ts';
import classes from './Extensions.module.css';

/** All that a page may do but lead this one away. Its origin is its own. */
const SANDBOX = [
  'allow-scripts',
  'allow-same-origin',
  'allow-forms',
  'allow-modals',
  'allow-downloads',
  'allow-popups',
  'allow-popups-to-escape-sandbox',
].join(' ');

/** A page that says nothing for so long is none of ours, in milliseconds. */
const SILENCE_MS = 15_000;
/** After the frame has loaded something. */
const SILENCE_AFTER_LOAD_MS = 3000;

interface ExtensionFrameProps {
  view: string;
  title: string;
  frame: { url: string; origin: string };
  dark: boolean;
  /** Nothing of it is to be seen yet. */
  hidden: boolean;
  tell(event: 'began' | 'loaded' | 'failed'): void;
}

/** The page of an extension in the browser: a frame on an origin of its own, which is given a ticket for its calls. */
export function ExtensionFrame({ view, title, frame, dark, hidden, tell }: ExtensionFrameProps) {
  const connection = useConnection();
  const element = useRef<HTMLIFrameElement>(null);
  const { origin, url } = frame;
  const theme = useRef(dark);
  theme.current = dark;
  const silence = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** A document of the extension is there. */
  const known = useRef(false);
  /** The one that loads now is one of the extension. */
  const greeted = useRef(false);

  useEffect(() => {
    const say = (message: object) => element.current?.contentWindow?.postMessage(message, origin);
    const onMessage = async (event: MessageEvent) => {
      const isPage = event.source === element.current?.contentWindow && event.origin === origin;
      if (!isPage) return;
      if (event.data?.type === 'pier:extension-painted' && known.current) tell('loaded');
      if (event.data?.type !== 'pier:extension-page') return;
      clearTimeout(silence.current);
      known.current = true;
      greeted.current = true;
      tell('began');
      try {
        const { ticket } = await connection.client().extensionViews.ticket({ view });
        say({ type: 'pier:theme', dark: theme.current });
        say({ type: 'pier:extension-ticket', ticket });
      } catch {
        // The view is gone: so is the frame in a moment.
      }
    };
    const listen = (event: MessageEvent) => void onMessage(event);
    known.current = false;
    greeted.current = false;
    silence.current = setTimeout(() => tell('failed'), SILENCE_MS);
    window.addEventListener('message', listen);
    return () => {
      clearTimeout(silence.current);
      window.removeEventListener('message', listen);
    };
  }, [connection, origin, view, tell]);

  useEffect(() => {
    // Before that there is nobody: its document is told when it says that it is there.
    if (known.current) element.current?.contentWindow?.postMessage({ type: 'pier:theme', dark }, origin);
  }, [dark, origin]);

  const onLoad = () => {
    if (greeted.current) {
      greeted.current = false;
      tell('loaded');
      return;
    }
    // Where it led itself away its connection ends, which is told.
    if (known.current) return;
    clearTimeout(silence.current);
    silence.current = setTimeout(() => tell('failed'), SILENCE_AFTER_LOAD_MS);
  };
  return (
    <iframe
      ref={element}
      className={classes.frame}
      data-hidden={hidden}
      title={t.extensionView.frame(title)}
      src={url}
      sandbox={SANDBOX}
      allow="clipboard-write; fullscreen"
      referrerPolicy="no-referrer"
      onLoad={onLoad}
    />
  );
}
