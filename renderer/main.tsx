import './app/no-eval.ts';

import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/global.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { adoptThemeVariables } from './app/adopt-theme-variables.ts';
import { leaveEnginePlace } from './app/leave-engine-place.ts';
import { openBackend } from './app/open-backend.ts';
import { cssVariablesResolver, theme } from './app/theme.ts';
import { Connection } from './store/connection.ts';
import { usePier } from './store/store.ts';

adoptThemeVariables(theme, cssVariablesResolver);
const connection = new Connection(openBackend, usePier, leaveEnginePlace);
void connection.run();

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root');
createRoot(root).render(
  <StrictMode>
    <App connection={connection} />
  </StrictMode>,
);
