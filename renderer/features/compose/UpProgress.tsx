import { Button, Group, Stack } from '@mantine/core';
import { useEffect } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import { hrefOf } from '../../app/location.ts';
import { FormFailure } from '../../components/FormFailure.tsx';
import { t } from '../../i18n/index.ts';
import { cancelTask } from '../tasks/start-task.ts';
import { TaskOutput } from '../tasks/TaskOutput.tsx';
import { TaskProgress } from '../tasks/TaskProgress.tsx';
import { tellTaskEndMyself } from '../tasks/tell-task-end.ts';
import { useTask } from '../tasks/use-task.ts';

interface UpProgressProps {
  taskId: string;
  onBack(): void;
  onClose(): void;
}

/** How the bringing up goes, live. The task goes on when the dialog is closed. */
export function UpProgress({ taskId, onBack, onClose }: UpProgressProps) {
  const connection = useConnection();
  const { task, lost } = useTask(taskId);
  useEffect(() => tellTaskEndMyself(taskId), [taskId]);
  const state = lost ? 'failed' : (task?.state ?? 'running');
  const error = task?.error ?? lost;
  const project = task?.subject ?? '';
  const texts = t.composeUp;
  return (
    <Stack gap="md">
      <strong role="status">
        {state === 'running'
          ? texts.running(project)
          : state === 'done'
            ? texts.done(project)
            : texts.ended[state]}
      </strong>
      {task && state === 'running' && <TaskProgress task={task} />}
      <TaskOutput taskId={taskId} />
      {error && <FormFailure title={texts.failed} error={error} />}
      <Group justify="flex-end" gap="xs">
        {state === 'running' ? (
          <>
            <Button variant="default" onClick={() => void cancelTask(connection, taskId)}>
              {texts.cancel}
            </Button>
            <Button onClick={onClose}>{texts.background}</Button>
          </>
        ) : (
          <>
            {state !== 'done' && (
              <Button variant="default" onClick={onBack}>
                {texts.again}
              </Button>
            )}
            <Button variant="default" onClick={onClose}>
              {texts.close}
            </Button>
            <Button component="a" href={hrefOf(['compose', project])} onClick={onClose}>
              {texts.show}
            </Button>
          </>
        )}
      </Group>
    </Stack>
  );
}
