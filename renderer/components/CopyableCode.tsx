import { ActionIcon } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { t } from '../i18n/index.ts';
import classes from './CopyableCode.module.css';

/** A command to take to a terminal. */
export function CopyableCode({ code }: { code: string }) {
  const clipboard = useClipboard({ timeout: 1500 });
  const label = clipboard.copied ? t.app.copied : t.app.copy;
  return (
    <div className={classes.box}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long commands scroll, and keys must be able to scroll them */}
      <code className={classes.code} tabIndex={0}>
        {code}
      </code>
      <ActionIcon variant="subtle" aria-label={label} title={label} onClick={() => clipboard.copy(code)}>
        {clipboard.copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
      </ActionIcon>
    </div>
  );
}
