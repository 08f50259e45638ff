import { ActionIcon, Tooltip } from '@mantine/core';
import { type Icon, IconCheck } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { copyToClipboard } from '../commands/copy-to-clipboard.ts';
import { t } from '../i18n/index.ts';

interface ToolProps {
  label: string;
  icon: Icon;
  /** For a switch: whether it is on. */
  pressed?: boolean;
  disabled?: boolean;
  onClick(): void;
}

/** A small button of a view's own bar: a picture, and its name when it is pointed at. */
export function Tool({ label, icon: Icon, pressed, disabled = false, onClick }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={pressed ? 'light' : 'subtle'}
        {...(pressed ? {} : { color: 'gray' })}
        aria-label={label}
        disabled={disabled}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
        onClick={onClick}
      >
        <Icon size={16} stroke={1.8} />
      </ActionIcon>
    </Tooltip>
  );
}

interface CopyToolProps {
  label: string;
  icon: Icon;
  /** Asked when it is needed: it may be large. */
  text(): string;
}

/** A tool that copies, and says for a moment that it did. */
export function CopyTool({ label, icon, text }: CopyToolProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Tool
      label={copied ? t.app.copied : label}
      icon={copied ? IconCheck : icon}
      onClick={() => void copyToClipboard(text()).then(setCopied)}
    />
  );
}
