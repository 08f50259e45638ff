import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { Message } from '../components/Message.tsx';
import { t } from '../i18n/index.ts';

/** Shows what went wrong instead of an empty page when drawing fails. React knows no hook for this. */
export class CrashBoundary extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Message
        icon={IconAlertTriangle}
        tone="bad"
        title={t.app.crashed}
        text={`${error.message}. ${t.app.crashedHint}`}
        actions={<Button onClick={() => window.location.reload()}>{t.app.reload}</Button>}
      />
    );
  }
}
