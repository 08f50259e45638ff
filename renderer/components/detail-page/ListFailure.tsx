import { IconAlertTriangle } from '@tabler/icons-react';
import type { ErrorData } from '../../../shared/errors.ts';
import { Message } from '../Message.tsx';

/** In place of one thing whose list could not be read: nobody knows whether it is there. */
export function ListFailure({ title, error }: { title: string; error: ErrorData | undefined }) {
  return (
    <Message
      icon={IconAlertTriangle}
      tone="bad"
      title={title}
      text={`${error?.message ?? ''} ${error?.hint ?? ''}`.trim()}
    />
  );
}
