import { Button } from '@mantine/core';
import { IconBox, IconPlayerPlay } from '@tabler/icons-react';
import { shellQuote } from '../../../shared/shell-quote.ts';
import { CopyableCode } from '../../components/CopyableCode.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';

/** No containers: both ways to the first one. */
export function EmptyContainers() {
  const socket = usePier((state) => state.machine.status?.dockerSocket);
  return (
    <Message
      icon={IconBox}
      title={t.containers.emptyTitle}
      text={t.containers.emptyText}
      actions={
        <Button leftSection={<IconPlayerPlay size={16} />} onClick={() => updateView({ runDialog: true })}>
          {t.containers.run}
        </Button>
      }
    >
      {socket && <CopyableCode code={`docker -H ${shellQuote(`unix://${socket}`)} run -d nginx:alpine`} />}
    </Message>
  );
}
