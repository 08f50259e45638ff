import {
  IconAnchor,
  IconDatabaseCog,
  IconPlayerPause,
  IconPlugConnected,
  IconPower,
} from '@tabler/icons-react';
import type { MachineState } from '../../../shared/contract/machine.ts';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { MachineTask, useMachineTaskRuns } from '../troubleshoot/MachineTask.tsx';
import { BootProgress } from './BootProgress.tsx';
import { ConsoleButton, ResumeButton, StartButton } from './EngineButtons.tsx';
import { EngineFailure } from './EngineFailure.tsx';
import classes from './EngineView.module.css';

/** The page while the engine does not run: how far it is, why it is not, what to do. */
export function EngineView() {
  const status = usePier((state) => state.machine.status);
  const busy = useMachineTaskRuns();
  if (!status)
    return <Message icon={IconPlugConnected} title={t.engine.waitingTitle} text={t.connection.connecting} />;
  // It starts again by itself, and would refuse to before.
  if (busy && (status.state.kind === 'stopped' || status.state.kind === 'absent')) return <DiskAtWork />;
  const { state, info } = status;
  if (!info.hasMachine && state.kind === 'starting') {
    return (
      <Message icon={IconPlugConnected} title={t.engines.connectingTitle} text={t.engines.connectingText} />
    );
  }
  return <ByState state={state} />;
}

function DiskAtWork() {
  return (
    <Message icon={IconDatabaseCog} title={t.engine.diskAtWorkTitle} text={t.engine.diskAtWorkText}>
      <div className={classes.task}>
        <MachineTask />
      </div>
    </Message>
  );
}

function ByState({ state }: { state: MachineState }) {
  switch (state.kind) {
    case 'provisioning':
    case 'starting':
      return <BootProgress state={state} />;
    case 'failed':
      return <EngineFailure error={state.error} />;
    case 'absent':
      return (
        <Message
          icon={IconAnchor}
          title={t.engine.absentTitle}
          text={t.engine.absentText}
          actions={<StartButton />}
        />
      );
    case 'stopped':
      return (
        <Message
          icon={IconPower}
          title={t.engine.stoppedTitle}
          text={t.engine.stoppedText}
          actions={<StartButton />}
        />
      );
    case 'paused':
      return (
        <Message
          icon={IconPlayerPause}
          title={t.engine.pausedTitle}
          text={t.engine.pausedText}
          actions={<ResumeButton />}
        />
      );
    case 'stopping':
      return (
        <Message
          icon={IconPower}
          title={t.engine.stoppingTitle}
          text={state.forced ? t.engine.stoppingForcedText : t.engine.stoppingText}
          actions={<ConsoleButton />}
        />
      );
    case 'running':
      return null;
  }
}
