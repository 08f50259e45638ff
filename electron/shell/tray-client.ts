import type * as Electron from 'electron';
import type { PierContract } from '../../shared/contract/index.ts';
import type { MachineState } from '../../shared/contract/machine.ts';
import { STREAMS } from '../../shared/contract/streams.ts';
import { createClient } from '../../shared/rpc/client.ts';
import { memoryTransports } from '../../shared/rpc/memory-transport.ts';
import type { Backend } from '../backend/backend.ts';
import { machineNotice, type Notice, TaskNotices, UpdateNotices } from '../desktop/notices.ts';
import { EngineState } from '../desktop/tray/follow-engine-state.ts';
import { initialTrayState } from '../desktop/tray/tray-state.ts';
import type { MainWindow } from './main-window.ts';
import type { Notifications } from './notifications.ts';
import { openExternal } from './session-guard.ts';
import { AppTray } from './tray.ts';

export interface TrayClientOptions {
  electron: typeof Electron;
  icons: string;
  backend: Pick<Backend, 'serve'>;
  window: MainWindow;
  notifications: Notifications;
}

/** Opens the tray, and tells of what happens while nobody looks at the window. Both are a client like any other. */
export function openTray(options: TrayClientOptions): { setQuitting(): void } {
  const { electron, icons, backend, window, notifications } = options;
  const { app, dialog, shell } = electron;
  const open = () => {
    const [client, server] = memoryTransports();
    backend.serve(server, 'ui');
    return { client: createClient<PierContract>(STREAMS, client), close: () => client.close() };
  };
  const tell = (notice: Notice | undefined) => {
    if (notice && !window.isWatched) notifications.show(notice, () => window.show(notice.parts));
  };
  const tasks = new TaskNotices();
  let before: MachineState | undefined;
  const updates = new UpdateNotices();
  const engine = new EngineState({
    open,
    onTasks: (update) => tasks.take(update).forEach(tell),
    onChange: (state) => {
      tray.show(state);
      if (state.updates) tell(updates.take(state.updates));
      const after = state.status?.state;
      if (!after || after === before) return;
      tell(machineNotice(before, after));
      before = after;
    },
  });
  const tray = new AppTray(
    {
      electron,
      icons,
      platform: process.platform,
      reach: {
        client: () => engine.client(),
        setPending: (id, isPending) => engine.setPending(id, isPending),
        show: (parts) => window.show(parts),
        openExternal: (url) => openExternal(shell, url),
        showAbout: () => app.showAboutPanel(),
        quit: () => app.quit(),
        tellFailure: (what, { message, hint }) =>
          void dialog.showMessageBox({ type: 'error', message: what, detail: `${message}\n\n${hint}` }),
      },
    },
    initialTrayState,
  );
  void engine.run();
  return { setQuitting: () => engine.setQuitting() };
}
