import { Button, Center, Loader } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Banner } from '../../../components/Banner.tsx';
import { Message } from '../../../components/Message.tsx';
import { t } from '../../../i18n/index.ts';
import type { Query } from '../../../store/use-live.ts';

interface InspectFrameProps<T> {
  query: Query<T>;
  /** False where the container was removed: that its answer cannot be had again is no failure. */
  exists: boolean;
  children(value: T): ReactNode;
}

/** Tells loading from failed, and what is known from what may have changed meanwhile. */
export function InspectFrame<T>({ query, exists, children }: InspectFrameProps<T>) {
  const { value, status, error, again } = query;
  const retry = (
    <Button size="compact-sm" variant="default" onClick={again}>
      {t.inspect.retry}
    </Button>
  );
  if (value !== undefined) {
    return (
      <>
        {status === 'failed' && exists && (
          <Banner tone="warn" icon={IconAlertTriangle} text={t.inspect.failedRefresh} action={retry}>
            {error?.message}
          </Banner>
        )}
        {children(value)}
      </>
    );
  }
  if (status === 'failed') {
    return (
      <Message
        icon={IconAlertTriangle}
        tone="bad"
        title={t.inspect.failed}
        text={`${error?.message ?? ''} ${error?.hint ?? ''}`}
        actions={retry}
      />
    );
  }
  return (
    <Center flex={1} role="status" aria-label={t.inspect.loading}>
      <Loader size="sm" />
    </Center>
  );
}
