import { Button } from '@mantine/core';
import { IconAlertTriangle, IconStack2, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { formatBytes } from '../../components/format-bytes.ts';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { useQuery } from '../../store/use-live.ts';
import { TaskProgress } from '../tasks/TaskProgress.tsx';
import { useTaskRun } from '../tasks/use-task-run.ts';
import { LayerBrowser } from './LayerBrowser.tsx';
import classes from './Layers.module.css';

/** Up to here an image is read without being asked for, in bytes: a second or two. */
const AT_ONCE_BYTES = 256 * 1024 * 1024;

/** What each layer of an image did. All of the image has to be read for it, so a large one is asked about first. */
export function LayersTab({ id, sizeBytes }: { id: string; sizeBytes: number }) {
  const asked = useQuery((client, signal) => client.imageLayers.analysis({ id }, { signal }), [id]);
  const run = useTaskRun(asked.again, { quiet: true });
  const start = useRef(() => {});
  start.current = () => void run.start((client) => client.imageLayers.analyse({ id }));
  const isMissing = asked.status === 'done' && asked.value === null;
  useEffect(() => {
    if (isMissing && sizeBytes <= AT_ONCE_BYTES) start.current();
  }, [isMissing, sizeBytes]);

  if (asked.value) return <LayerBrowser id={id} analysis={asked.value} />;
  if (run.busy) {
    return (
      <Message icon={IconStack2} title={t.layers.startTitle}>
        <div className={classes.reading}>
          {run.task && <TaskProgress task={run.task} />}
          <Button variant="default" leftSection={<IconX size={16} />} onClick={run.cancel}>
            {t.app.cancel}
          </Button>
        </div>
      </Message>
    );
  }
  const error = run.error ?? asked.error;
  if (error) {
    return (
      <Message
        icon={IconAlertTriangle}
        tone="bad"
        title={t.layers.failed}
        text={`${error.message} ${error.hint}`}
        actions={<Button onClick={start.current}>{t.layers.again}</Button>}
      />
    );
  }
  const wasCancelled = run.task?.state === 'cancelled';
  if (!isMissing || (sizeBytes <= AT_ONCE_BYTES && !wasCancelled)) {
    return <LoadingRows label={t.image.loading} />;
  }
  return (
    <Message
      icon={IconStack2}
      title={t.layers.startTitle}
      text={t.layers.startText(formatBytes(sizeBytes))}
      actions={<Button onClick={start.current}>{t.layers.start}</Button>}
    />
  );
}
