import { Progress } from '@mantine/core';
import { IconAnchor } from '@tabler/icons-react';
import type { MachineState } from '../../../shared/contract/machine.ts';
import { formatElapsed } from '../../components/format-duration.ts';
import { Message } from '../../components/Message.tsx';
import { useNow } from '../../components/use-now.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { BootSteps } from './BootSteps.tsx';
import { ConsoleButton } from './EngineButtons.tsx';
import { ErrorBox } from './ErrorBox.tsx';

type OnItsWay = Extract<MachineState, { kind: 'provisioning' | 'starting' }>;

/** The way to a running engine: each real step with its time, and the whole time. */
export function BootProgress({ state }: { state: OnItsWay }) {
  const since = usePier((store) => store.machine.stepsSince) ?? state.since;
  const progress = state.kind === 'provisioning' ? state.progress : undefined;
  return (
    <Message icon={IconAnchor} title={titleOf(state)} text={textOf(state)}>
      {/* Steps are told to screen readers; the clock beside them is not. */}
      <div role="status" aria-live="polite" aria-label={state.step.title} />
      {state.kind === 'starting' && state.trouble && <ErrorBox error={state.trouble} tone="warn" />}
      <BootSteps active />
      {progress !== undefined && (
        <Progress
          w="24rem"
          maw="100%"
          size="sm"
          value={progress * 100}
          aria-label={state.step.title}
          aria-valuetext={`${Math.round(progress * 100)} %`}
        />
      )}
      <Elapsed since={since} />
      <ConsoleButton />
    </Message>
  );
}

function titleOf(state: OnItsWay): string {
  if (state.kind === 'provisioning') return t.engine.provisioningTitle;
  return state.attempt > 0 ? t.engine.restartingTitle : t.engine.startingTitle;
}

function textOf(state: OnItsWay): string {
  if (state.kind === 'provisioning') return t.engine.provisioningText;
  return state.attempt > 0 ? t.engine.restartingAttempt(state.attempt) : t.engine.startingText;
}

function Elapsed({ since }: { since: number }) {
  const now = useNow();
  return <p data-testid="elapsed">{t.engine.elapsed(formatElapsed(now - since))}</p>;
}
