import { ActionIcon, Tooltip } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';

export interface LogToolProps {
  label: string;
  icon: Icon;
  /** For a switch: whether it is on. */
  pressed?: boolean;
  disabled?: boolean;
  onClick(): void;
}

/** A button of a log's toolbar. */
export function LogTool({ label, icon: Icon, pressed, disabled = false, onClick }: LogToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={pressed ? 'light' : 'subtle'}
        {...(pressed ? {} : { color: 'gray' })}
        aria-label={label}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
        disabled={disabled}
        onClick={onClick}
      >
        <Icon size={16} stroke={1.8} />
      </ActionIcon>
    </Tooltip>
  );
}
