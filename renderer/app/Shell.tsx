import { Fragment, useRef } from 'react';
import { isUsable } from '../../shared/model/engine-kind.ts';
import { ScaleDialog } from '../features/compose/ScaleDialog.tsx';
import { UpDialog } from '../features/compose/UpDialog.tsx';
import { RemoveDialog } from '../features/containers/RemoveDialog.tsx';
import { RemoveManyDialog } from '../features/containers/RemoveManyDialog.tsx';
import { RenameDialog } from '../features/containers/RenameDialog.tsx';
import { EngineAboutDialog } from '../features/engines/EngineAboutDialog.tsx';
import { engineColourProps } from '../features/engines/engine-colour-props.ts';
import { useShownEngine } from '../features/engines/shown-engine.ts';
import { FollowTheme } from '../features/extensions/FollowTheme.tsx';
import { ImageDialogs } from '../features/images/ImageDialogs.tsx';
import { EngineView } from '../features/machine/EngineView.tsx';
import { ForceStopDialog } from '../features/machine/ForceStopDialog.tsx';
import { MachineLogsDialog } from '../features/machine/MachineLogsDialog.tsx';
import { CreateNetworkDialog } from '../features/networks/CreateNetworkDialog.tsx';
import { Palette } from '../features/palette/Palette.tsx';
import { RunDialog } from '../features/run/RunDialog.tsx';
import { ActivityDrawer } from '../features/tasks/ActivityDrawer.tsx';
import { RestartDialog } from '../features/updates/RestartDialog.tsx';
import { UpdateBanner } from '../features/updates/UpdateBanner.tsx';
import { VolumeDialogs } from '../features/volumes/VolumeDialogs.tsx';
import { t } from '../i18n/index.ts';
import { usePier } from '../store/store.ts';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { Header } from './Header.tsx';
import { usePlace } from './location.ts';
import { Navigation } from './Navigation.tsx';
import { Notices } from './Notices.tsx';
import { pageOf } from './pages.tsx';
import classes from './Shell.module.css';
import { StatusBar } from './StatusBar.tsx';

/** The frame of every page: navigation, header, page, status bar. */
export function Shell() {
  const turn = usePier((state) => state.engineTurn);
  const shown = useShownEngine();
  const runs = usePier((state) => isUsable(state.machine.status));
  const { parts } = usePlace();
  const page = pageOf(parts);
  const content = useRef<HTMLElement>(null);
  return (
    <div className={classes.shell} {...(shown && engineColourProps(shown))}>
      {/* A button: the address behind "#" is the page's. */}
      <button type="button" className={classes.skip} onClick={() => content.current?.focus()}>
        {t.app.skipToContent}
      </button>
      <Navigation current={page} />
      <div className={classes.column}>
        <Header title={page.Heading ? <page.Heading parts={parts.slice(1)} /> : page.title} />
        <ConnectionBanner />
        <Notices />
        <UpdateBanner />
        <main ref={content} tabIndex={-1} className={classes.page}>
          {/* Nothing of the engine before is carried over to another. */}
          {runs || page.apart || page.withoutEngine ? (
            <page.View key={turn} parts={parts.slice(1)} />
          ) : (
            <EngineView />
          )}
        </main>
      </div>
      <StatusBar />
      {/* Not parts of a page: what was typed outlives an engine that restarts. */}
      <Fragment key={turn}>
        <RunDialog />
        <RemoveDialog />
        <RemoveManyDialog />
        <RenameDialog />
        <ImageDialogs />
        <VolumeDialogs />
        <CreateNetworkDialog />
        <UpDialog />
        <ScaleDialog />
      </Fragment>
      <MachineLogsDialog />
      <ForceStopDialog />
      <EngineAboutDialog />
      <RestartDialog />
      <ActivityDrawer />
      <Palette />
      <FollowTheme />
    </div>
  );
}
