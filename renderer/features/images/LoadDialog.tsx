import { Button } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';
import { t } from '../../i18n/index.ts';
import { useTaskRun } from '../tasks/use-task-run.ts';
import classes from './ImageDialogs.module.css';
import { closeImageDialog } from './image-dialogs.ts';
import { TaskDialog } from './TaskDialog.tsx';

/** Loads a tar of images from this computer. It has to stay open in the page until all is sent. */
export function LoadDialog() {
  const run = useTaskRun(closeImageDialog);
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const [over, setOver] = useState(false);
  const load = (chosen: File | undefined) => {
    if (!chosen || run.busy) return;
    setFile(chosen);
    void run.start(async (client) => {
      const { url, taskId } = await client.images.load({ fileName: chosen.name, sizeBytes: chosen.size });
      // How it ends is the task's to tell: an engine that refuses in the middle breaks this off.
      fetch(url, { method: 'PUT', body: chosen }).catch(() => {});
      return { taskId };
    });
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    load(event.dataTransfer.files[0]);
  };
  return (
    <TaskDialog title={t.imageDialogs.load.title} run={run} submit={undefined} onClose={closeImageDialog}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same */}
      <div
        className={classes.drop}
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <p>{file ? file.name : t.imageDialogs.load.text}</p>
        <Button
          data-autofocus
          disabled={run.busy}
          variant={file ? 'default' : 'filled'}
          leftSection={<IconFileImport size={16} />}
          onClick={() => input.current?.click()}
        >
          {file ? t.imageDialogs.load.another : t.imageDialogs.load.choose}
        </Button>
        {!file && <span className={classes.dropHint}>{t.imageDialogs.load.drop}</span>}
        <input
          ref={input}
          type="file"
          hidden
          accept=".tar,.tgz,.gz,.xz,.zst,application/x-tar"
          aria-label={t.imageDialogs.load.choose}
          onChange={(event) => {
            load(event.currentTarget.files?.[0]);
            // The same file can be chosen again.
            event.currentTarget.value = '';
          }}
        />
      </div>
    </TaskDialog>
  );
}
