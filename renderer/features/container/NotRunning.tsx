import { IconPlayerPause, IconPlayerStop, IconTrash } from '@tabler/icons-react';
import { resumeContainer, startContainer } from '../../commands/container-commands.ts';
import { CommandButtons } from '../../components/CommandButtons.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import type { ContainerTabProps } from './tabs.tsx';

const COMMANDS = [startContainer, resumeContainer];

/** Why there is nothing to see of a container that does not run, and what to do about it. */
export function NotRunning({ container, exists, text }: ContainerTabProps & { text: string }) {
  const pending = usePier((state) => state.actions.pending[container.id]);
  if (!exists) {
    return <Message icon={IconTrash} title={t.notRunning.removedTitle} text={t.notRunning.removedText} />;
  }
  const isPaused = container.state === 'paused';
  const { pausedTitle, stoppedTitle, pausedText } = t.notRunning;
  return (
    <Message
      icon={isPaused ? IconPlayerPause : IconPlayerStop}
      title={(isPaused ? pausedTitle : stoppedTitle)(container.name)}
      text={isPaused ? pausedText : text}
      actions={<CommandButtons subject={container} commands={COMMANDS} pending={pending} />}
    />
  );
}
