import { NativeSelect, TextInput } from '@mantine/core';
import { IconCloudUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { t } from '../../i18n/index.ts';
import { useTaskRun } from '../tasks/use-task-run.ts';
import { closeImageDialog } from './image-dialogs.ts';
import { TaskDialog } from './TaskDialog.tsx';

/** Pushes an image under one of its names. */
export function PushDialog({ names }: { names: readonly string[] }) {
  const run = useTaskRun(closeImageDialog);
  const [name, setName] = useState(names[0] ?? '');
  const field = {
    label: t.imageDialogs.push.name,
    description: t.imageDialogs.push.hint,
    'data-autofocus': true,
  };
  return (
    <TaskDialog
      title={t.imageDialogs.push.title(name)}
      run={run}
      submit={{ title: t.imageDialogs.push.submit, icon: IconCloudUpload }}
      onSubmit={() => void run.start((client) => client.images.push({ name }))}
      onClose={closeImageDialog}
    >
      {names.length > 1 ? (
        <NativeSelect
          {...field}
          data={[...names]}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      ) : (
        <TextInput {...field} value={name} readOnly />
      )}
    </TaskDialog>
  );
}
