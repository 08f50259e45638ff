import { useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import { usePier } from '../../store/store.ts';

/** Tells the desktop app which theme is chosen: its own dialogs and the pages of extensions follow it. */
export function FollowTheme() {
  const connection = useConnection();
  const tells = usePier(({ app, connection: { kind } }) => app?.host === 'desktop' && kind === 'open');
  const { colorScheme: scheme } = useMantineColorScheme({ keepTransitions: true });
  useEffect(() => {
    // What does not know it stays as it is.
    if (tells)
      void connection
        .client()
        .extensionViews.setTheme({ scheme })
        .catch(() => {});
  }, [connection, tells, scheme]);
  return null;
}
