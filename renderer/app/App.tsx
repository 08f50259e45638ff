import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QUIT_PLACE, QuitView } from '../features/quit/QuitView.tsx';
import type { Connection } from '../store/connection.ts';
import { CrashBoundary } from './CrashBoundary.tsx';
import { ConnectionProvider } from './connection-context.tsx';
import { usePlace } from './location.ts';
import { Shell } from './Shell.tsx';
import { theme } from './theme.ts';

const colorScheme = localStorageColorSchemeManager({ key: 'pier-theme' });

export function App({ connection }: { connection: Connection }) {
  // A small window of the desktop app shows this alone.
  const isQuitting = usePlace().parts[0] === QUIT_PLACE;
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorScheme}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <ConnectionProvider value={connection}>
        {/* Below dialogs: a message must not cover what is being asked. */}
        <Notifications position="bottom-right" limit={4} autoClose={6000} containerWidth={420} zIndex={150} />
        <CrashBoundary>{isQuitting ? <QuitView /> : <Shell />}</CrashBoundary>
      </ConnectionProvider>
    </MantineProvider>
  );
}
