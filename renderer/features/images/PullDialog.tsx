import { Button, Select } from '@mantine/core';
import { IconCloudDownload, IconWorldSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { imageReference } from '../../../shared/contract/image-reference.ts';
import { goTo } from '../../app/location.ts';
import { t } from '../../i18n/index.ts';
import { useTaskRun } from '../tasks/use-task-run.ts';
import { ImageNameField } from './ImageNameField.tsx';
import { closeImageDialog } from './image-dialogs.ts';
import { TaskDialog } from './TaskDialog.tsx';

const PLATFORMS = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386', 'linux/ppc64le', 'linux/s390x'];

/** Pulls an image, with the progress of each layer. */
export function PullDialog() {
  const run = useTaskRun(closeImageDialog);
  const [name, setName] = useState('');
  const [platform, setPlatform] = useState<string | null>(null);
  const [problem, setProblem] = useState<string>();
  const submit = () => {
    const { data: reference, error } = imageReference.safeParse(name);
    setProblem(error?.issues[0]?.message);
    if (reference === undefined) return;
    void run.start((client) => client.images.pull({ reference, ...(platform ? { platform } : {}) }));
  };
  return (
    <TaskDialog
      title={t.imageDialogs.pull.title}
      run={run}
      submit={{ title: t.imageDialogs.pull.submit, icon: IconCloudDownload }}
      onSubmit={submit}
      onClose={closeImageDialog}
    >
      <ImageNameField
        label={t.imageDialogs.pull.reference}
        placeholder={t.imageDialogs.pull.placeholder}
        description={t.imageDialogs.pull.hint}
        value={name}
        problem={problem}
        onChange={(value) => {
          setName(value);
          setProblem(undefined);
        }}
      />
      <div>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconWorldSearch size={15} />}
          onClick={() => {
            closeImageDialog();
            goTo(['registries', 'docker-hub'], { search: name.trim() || undefined });
          }}
        >
          {t.imageDialogs.pull.search}
        </Button>
      </div>
      <Select
        label={t.imageDialogs.pull.platform}
        placeholder={t.imageDialogs.pull.enginePlatform}
        data={PLATFORMS}
        value={platform}
        clearable
        clearButtonProps={{ 'aria-label': t.imageDialogs.pull.enginePlatform }}
        onChange={setPlatform}
        w="14rem"
      />
    </TaskDialog>
  );
}
