import { ContainersPage } from '../features/containers/ContainersPage.tsx';
import { RemoveDialog } from '../features/containers/RemoveDialog.tsx';
import { EngineView } from '../features/machine/EngineView.tsx';
import { ForceStopDialog } from '../features/machine/ForceStopDialog.tsx';
import { MachineLogsDialog } from '../features/machine/MachineLogsDialog.tsx';
import { RunDialog } from '../features/run/RunDialog.tsx';
import { t } from '../i18n/index.ts';
import { usePier } from '../store/store.ts';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { Header } from './Header.tsx';
import { Navigation } from './Navigation.tsx';
import { Notices } from './Notices.tsx';
import classes from './Shell.module.css';
import { StatusBar } from './StatusBar.tsx';

/** The frame of every page: navigation, header, page, status bar. */
export function Shell() {
  const runs = usePier((state) => state.machine.status?.state.kind === 'running');
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        {t.app.skipToContent}
      </a>
      <Navigation />
      <div className={classes.column}>
        <Header title={t.containers.title} />
        <ConnectionBanner />
        <Notices />
        <main id="content" tabIndex={-1} className={classes.page}>
          {runs ? <ContainersPage /> : <EngineView />}
        </main>
      </div>
      <StatusBar />
      {/* Not parts of a page: what was typed outlives an engine that restarts. */}
      <RunDialog />
      <RemoveDialog />
      <MachineLogsDialog />
      <ForceStopDialog />
    </div>
  );
}
