import { useEffect, useMemo, useRef } from 'react';
import { hrefOf } from '../../app/location.ts';
import { usePier } from '../../store/store.ts';
import { ExtensionIcon } from './ExtensionIcon.tsx';
import { findExtension } from './find-extension.ts';

interface ExtensionLinksProps {
  /** The name of the one that is shown. */
  current: string | undefined;
  /** Of the navigation: extensions, link, word. */
  classes: Readonly<Record<string, string>>;
}

/** The extensions that have a page, in the navigation. */
export function ExtensionLinks({ current, classes }: ExtensionLinksProps) {
  const state = usePier(({ extensions }) => extensions);
  const shown = useMemo(
    () => (state?.areOn ? state.extensions.filter(({ enabled, page }) => enabled && page) : []),
    [state],
  );
  const found = findExtension(shown, current);
  const list = useRef<HTMLDivElement>(null);
  const id = found?.id;
  useEffect(() => {
    if (id !== undefined) list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [id]);
  if (shown.length === 0) return null;
  return (
    <div ref={list} className={classes.extensions}>
      {shown.map((extension) => (
        <a
          key={extension.id}
          href={hrefOf(['extensions', extension.id])}
          className={classes.link}
          aria-current={extension === found ? 'page' : undefined}
          title={extension.page?.title}
        >
          <ExtensionIcon extension={extension} size={18} />
          <span className={classes.word}>{extension.page?.title}</span>
        </a>
      ))}
    </div>
  );
}
