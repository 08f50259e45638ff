import { Button, TextInput } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { t } from '../../i18n/index.ts';
import classes from './HostFiles.module.css';
import { HostFilesDialog } from './HostFilesDialog.tsx';
import type { HostChoice } from './host-choice.ts';

interface HostPathFieldProps {
  label: string;
  description?: string;
  placeholder?: string;
  value: string;
  error?: ReactNode;
  /** What is chosen: a folder, or a Dockerfile in one. */
  choose: HostChoice;
  /** Where the choosing begins, if it is not the value. */
  start?: string;
  onChange(value: string): void;
  /** Told while the choosing goes on: Escape is meant for it alone then. */
  onBrowse(open: boolean): void;
  autoFocus?: boolean;
}

/** A path of the computer that runs Pier: typed, or chosen step by step. */
export function HostPathField(props: HostPathFieldProps) {
  const { value, choose, start, error, onChange, onBrowse, autoFocus = false, ...field } = props;
  const [open, setOpen] = useState(false);
  const browse = (next: boolean) => {
    setOpen(next);
    onBrowse(next);
  };
  return (
    <div className={classes.field}>
      <TextInput
        {...field}
        className={classes.input}
        {...(autoFocus ? { 'data-autofocus': true } : {})}
        value={value}
        error={error}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Button
        variant="default"
        leftSection={<IconFolderOpen size={16} />}
        aria-label={`${t.build.dialog.browse} ${props.label}`}
        onClick={() => browse(true)}
      >
        {t.build.dialog.browse}
      </Button>
      {open && (
        <HostFilesDialog
          choose={choose}
          start={value.startsWith('/') || value.startsWith('~') ? value : start}
          onClose={() => browse(false)}
          onChoose={(path) => {
            onChange(path);
            browse(false);
          }}
        />
      )}
    </div>
  );
}
