import { useMemo } from 'react';
import { hrefOf } from '../../app/location.ts';
import { usePier } from '../../store/store.ts';
import { ExtensionIcon } from './ExtensionIcon.tsx';
import { findExtension } from './find-extension.ts';

interface ExtensionLinksProps {
  /** The name of the one that is shown. */
  current: string | undefined;
  classes: Record<'link' | 'word' | 'nested', string | undefined>;
}

/** The extensions that have a page, in the navigation. */
export function ExtensionLinks({ current, classes }: ExtensionLinksProps) {
  const all = usePier((state) => state.extensions?.extensions);
  const shown = useMemo(() => (all ?? []).filter(({ enabled, page }) => enabled && page), [all]);
  const found = findExtension(shown, current);
  return shown.map((extension) => (
    <a
      key={extension.id}
      href={hrefOf(['extensions', extension.id])}
      className={`${classes.link} ${classes.nested}`}
      data-apart={false}
      aria-current={extension === found ? 'page' : undefined}
      title={extension.page?.title}
    >
      <ExtensionIcon extension={extension} size={18} />
      <span className={classes.word}>{extension.page?.title}</span>
    </a>
  ));
}
