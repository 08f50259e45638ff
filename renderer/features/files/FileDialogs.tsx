import { Button, Group, Modal } from '@mantine/core';
import { readableName } from '../../../shared/byte-string.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { t } from '../../i18n/index.ts';
import classes from './FileDialogs.module.css';
import { type FileRow, isFolder } from './file-row.ts';
import type { Upload } from './use-upload.ts';

const NAMES_SHOWN = 8;

/** Says what is lost before files are deleted. */
export function RemoveFilesDialog(props: {
  rows: readonly FileRow[];
  onConfirm(rows: readonly FileRow[]): void;
  onClose(): void;
}) {
  const { rows, onConfirm, onClose } = props;
  const names = rows.map(({ entry }) => readableName(entry.name));
  return (
    <ConfirmDialog
      opened={rows.length > 0}
      title={t.files.removeTitle(rows.length, names[0] ?? '')}
      confirm={t.files.removeConfirm}
      onConfirm={() => {
        onConfirm(rows);
        onClose();
      }}
      onClose={onClose}
    >
      <p>{t.files.removeText(rows.some(isFolder))}</p>
      {names.length > 1 && <NameList names={names} />}
    </ConfirmDialog>
  );
}

/** Asks whether an upload may replace what is there. */
export function ReplaceDialog({ asking }: { asking: NonNullable<Upload['asking']> }) {
  return (
    <Modal opened onClose={() => asking.answer('cancel')} title={t.files.replaceTitle(asking.names.length)}>
      <p>{t.files.replaceText}</p>
      <NameList names={asking.names} />
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" data-autofocus onClick={() => asking.answer('cancel')}>
          {t.app.cancel}
        </Button>
        <Button variant="default" onClick={() => asking.answer('skip')}>
          {t.files.replaceSkip}
        </Button>
        <Button color="red.9" onClick={() => asking.answer('replace')}>
          {t.files.replaceConfirm}
        </Button>
      </Group>
    </Modal>
  );
}

export function NameList({ names }: { names: readonly string[] }) {
  return (
    <ul className={classes.names}>
      {names.slice(0, NAMES_SHOWN).map((name) => (
        <li key={name}>{name}</li>
      ))}
      {names.length > NAMES_SHOWN && <li>{t.files.andMore(names.length - NAMES_SHOWN)}</li>}
    </ul>
  );
}
