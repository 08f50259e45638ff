import { IconPlayerPause, IconPlayerStop, IconTrash } from '@tabler/icons-react';
import { startContainer } from '../../commands/container-commands.ts';
import { CommandButtons } from '../../components/CommandButtons.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import type { ContainerTabProps } from './tabs.tsx';

/** Why there is nothing to see of a container that does not run, and what to do about it. */
export function NotRunning({ container, exists, text }: ContainerTabProps & { text: string }) {
  const pending = usePier((state) => state.actions.pending[container.id]);
  if (!exists) {
    return <Message icon={IconTrash} title={t.notRunning.removedTitle} text={t.notRunning.removedText} />;
  }
  if (container.state === 'paused') {
    const title = t.notRunning.pausedTitle(container.name);
    return <Message icon={IconPlayerPause} title={title} text={t.notRunning.pausedText} />;
  }
  return (
    <Message
      icon={IconPlayerStop}
      title={t.notRunning.stoppedTitle(container.name)}
      text={text}
      actions={<CommandButtons subject={container} commands={[startContainer]} pending={pending} />}
    />
  );
}
