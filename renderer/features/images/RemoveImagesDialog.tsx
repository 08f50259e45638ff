import { Button, Checkbox, Group, Loader, Modal, Radio, Stack } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { ImageRemovalPlan, ImageSelection } from '../../../shared/contract/images.ts';
import { t } from '../../i18n/index.ts';
import { useQuery } from '../../store/use-live.ts';
import { TaskRunView } from '../tasks/TaskRunView.tsx';
import { useTaskRun } from '../tasks/use-task-run.ts';
import classes from './ImageDialogs.module.css';
import { closeImageDialog } from './image-dialogs.ts';
import { RemovalList } from './RemovalList.tsx';

type Planned = ImageRemovalPlan['images'][number];

/**
 * Says what goes and what is gained before images are removed: the chosen ones, or those that nobody needs. What is
 * removed is exactly what is shown.
 */
export function RemoveImagesDialog({
  selection: asked,
  title,
}: {
  selection: ImageSelection;
  title: string;
}) {
  const [selection, setSelection] = useState(asked);
  const [force, setForce] = useState(false);
  const run = useTaskRun(closeImageDialog);
  const plan = useQuery((client, signal) => client.images.removalPlan(selection, { signal }), [selection]);
  const isPrune = asked.which !== 'these';
  const images = plan.value?.images ?? [];
  const isRunning = ({ usedBy }: Planned) => usedBy.some(({ running }) => running);
  const isStopped = (image: Planned) => image.usedBy.length > 0 && !isRunning(image);
  const going = images.filter((image) => !isRunning(image) && (force || !isStopped(image)));
  const heading = isPrune
    ? t.imageDialogs.remove.titlePrune
    : asked.ids.length === 1
      ? t.imageDialogs.remove.titleOne(title)
      : t.imageDialogs.remove.titleMany(asked.ids.length);
  return (
    <Modal opened onClose={closeImageDialog} title={heading} size="36rem">
      <Stack gap="md">
        {isPrune && (
          <Radio.Group
            label={t.imageDialogs.remove.which}
            value={selection.which}
            onChange={(which) => setSelection({ which: which as 'dangling' | 'unused' })}
          >
            <Stack gap="xs" mt="xs">
              <Radio
                value="dangling"
                label={t.imageDialogs.remove.dangling}
                description={t.imageDialogs.remove.danglingHint}
                disabled={run.busy}
              />
              <Radio
                value="unused"
                label={t.imageDialogs.remove.unused}
                description={t.imageDialogs.remove.unusedHint}
                disabled={run.busy}
              />
            </Stack>
          </Radio.Group>
        )}
        {plan.status === 'loading' && (
          <p className={classes.note} role="status">
            <Loader size="xs" mr="xs" />
            {t.imageDialogs.remove.counting}
          </p>
        )}
        {plan.error && (
          <p className={classes.note} role="alert">
            {plan.error.message} {plan.error.hint}
          </p>
        )}
        {plan.value && <RemovalList plan={plan.value} going={going} />}
        {images.some(isStopped) && (
          <Checkbox
            label={t.imageDialogs.remove.force}
            description={t.imageDialogs.remove.forceHint}
            checked={force}
            disabled={run.busy}
            onChange={(event) => setForce(event.currentTarget.checked)}
          />
        )}
        <TaskRunView run={run} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" data-autofocus onClick={run.busy ? run.cancel : closeImageDialog}>
            {t.app.cancel}
          </Button>
          <Button
            color="red.9"
            leftSection={<IconTrash size={16} />}
            disabled={going.length === 0}
            loading={run.busy}
            onClick={() =>
              void run.start((client) => client.images.remove({ ids: going.map(({ id }) => id), force }))
            }
          >
            {going.length > 1
              ? t.imageDialogs.remove.confirmMany(going.length)
              : t.imageDialogs.remove.confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
