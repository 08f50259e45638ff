import { Button } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ErrorData } from '../../../shared/errors.ts';
import type { ListStatus } from '../../store/containers-slice.ts';
import { LoadingRows } from '../LoadingRows.tsx';
import { Message } from '../Message.tsx';
import { ListFailure } from './ListFailure.tsx';

interface MissingItemProps {
  /** That it should be in. */
  list: { status: ListStatus; error: ErrorData | undefined };
  /** Where the list is. */
  href: string;
  icon: Icon;
  texts: { failed: string; loading?: string; notFound: string; text: string; toList: string };
}

/** In place of one thing that its list does not have: not yet, not known, or not at all. */
export function MissingItem({ list, href, icon, texts }: MissingItemProps) {
  if (list.status === 'failed') return <ListFailure title={texts.failed} error={list.error} />;
  if (list.status !== 'live') return <LoadingRows {...(texts.loading ? { label: texts.loading } : {})} />;
  return (
    <Message
      icon={icon}
      title={texts.notFound}
      text={texts.text}
      actions={
        <Button component="a" href={href} variant="default">
          {texts.toList}
        </Button>
      }
    />
  );
}
