import { Button } from '@mantine/core';
import { IconAnchor, IconPlugOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { isUsable } from '../../../shared/model/engine-kind.ts';
import { hrefOf } from '../../app/location.ts';
import { resumeMachine, startMachine } from '../../commands/machine-commands.ts';
import { Banner } from '../../components/Banner.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { useShownEngine } from '../engines/shown-engine.ts';
import { ResumeButton, StartButton } from '../machine/EngineButtons.tsx';

/** Whether there is the engine that extensions work on: Pier's own, whichever is shown. */
export function useHasEngine(): boolean {
  const isOwnShown = useIsOwnShown();
  return usePier(({ machine, extensions }) =>
    isOwnShown ? isUsable(machine.status) : extensions?.hasEngine === true,
  );
}

/** That the engine is missing, above what goes without it. */
export function EngineBanner({ children }: { children: ReactNode }) {
  const texts = useTexts();
  return (
    <Banner tone="warn" icon={IconPlugOff} text={texts} action={<EngineStart />}>
      {children}
    </Banner>
  );
}

/** In place of what does not go without the engine. */
export function NeedsEngine({ title, text, actions }: { title: string; text: string; actions?: ReactNode }) {
  const why = useTexts();
  return (
    <Message
      icon={IconAnchor}
      title={title}
      text={`${why} ${text}`}
      actions={
        <>
          <EngineStart />
          {actions}
        </>
      }
    />
  );
}

function useIsOwnShown(): boolean {
  return useShownEngine()?.kind !== 'context';
}

function useTexts(): string {
  const isOwnShown = useIsOwnShown();
  const isComing = usePier(({ machine: { status } }) =>
    ['provisioning', 'starting'].includes(status?.state.kind ?? 'starting'),
  );
  if (!isOwnShown) return t.extensionsOffline.ownOff;
  return isComing ? t.extensionsOffline.starting : t.extensionsOffline.off;
}

/** What starts it, where that can be done here. */
function EngineStart() {
  const isOwnShown = useIsOwnShown();
  const status = usePier((state) => state.machine.status);
  if (!isOwnShown || !status) return null;
  if (status.state.kind === 'failed')
    return (
      <Button component="a" href={hrefOf(['containers'])} variant="default">
        {t.extensionsOffline.why}
      </Button>
    );
  if (startMachine.when(status)) return <StartButton />;
  return resumeMachine.when(status) ? <ResumeButton /> : null;
}
