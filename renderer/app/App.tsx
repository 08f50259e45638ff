import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import type { Connection } from '../store/connection.ts';
import { CrashBoundary } from './CrashBoundary.tsx';
import { ConnectionProvider } from './connection-context.tsx';
import { Shell } from './Shell.tsx';
import { theme } from './theme.ts';

const colorScheme = localStorageColorSchemeManager({ key: 'pier-theme' });

export function App({ connection }: { connection: Connection }) {
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
        <CrashBoundary>
          <Shell />
        </CrashBoundary>
      </ConnectionProvider>
    </MantineProvider>
  );
}
