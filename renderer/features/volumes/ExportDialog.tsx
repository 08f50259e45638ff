import { Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { VolumeSummary } from '../../../shared/contract/volumes.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { t } from '../../i18n/index.ts';
import { useLive } from '../../store/use-live.ts';
import { saveDownload } from '../files/transfer.ts';
import { FormDialog } from './FormDialog.tsx';
import classes from './Volumes.module.css';
import { shortName } from './volume-list.ts';

type Where = 'download' | 'folder' | 'image';

/** A volume's files as an archive, or as an image. */
export function ExportDialog({ volume }: { volume: VolumeSummary }) {
  const connection = useConnection();
  const { name } = volume;
  const [where, setWhere] = useState<Where>('download');
  const [compress, setCompress] = useState(true);
  const [folder, setFolder] = useState<string>();
  const [image, setImage] = useState(`${imageName(name)}:latest`);
  const suggested = useLive((client, signal) => client.volumes.watchSchedules({}, { signal }), []);
  const into = folder ?? suggested.value?.suggestedFolder ?? '';
  const submit = async () => {
    const { volumes } = connection.client();
    if (where === 'folder') await volumes.exportToFolder({ name, folder: into });
    else if (where === 'image') await volumes.exportToImage({ name, image });
    else {
      const { url, fileName } = await volumes.download({ name, compress });
      saveDownload(url, fileName);
    }
  };
  return (
    <FormDialog
      title={t.volumes.exportTitle(shortName(volume))}
      confirm={t.volumes.exportConfirm}
      failed={t.volumes.couldNot.export(name)}
      valid
      onSubmit={submit}
    >
      <SegmentedControl
        aria-label={t.volumes.exportTo}
        fullWidth
        value={where}
        onChange={(value) => setWhere(value as Where)}
        data={[
          { value: 'download', label: t.volumes.toDownload },
          { value: 'folder', label: t.volumes.toFolder },
          { value: 'image', label: t.volumes.toImage },
        ]}
      />
      {where === 'download' && (
        <>
          <p className={classes.hint}>{t.volumes.downloadText}</p>
          <Checkbox
            label={t.volumes.compress}
            checked={compress}
            onChange={(event) => setCompress(event.currentTarget.checked)}
          />
        </>
      )}
      {where === 'folder' && (
        <TextInput
          label={t.volumes.folder}
          description={t.volumes.folderText}
          spellCheck={false}
          value={into}
          onChange={(event) => setFolder(event.currentTarget.value)}
        />
      )}
      {where === 'image' && (
        <TextInput
          label={t.volumes.image}
          description={t.volumes.imageText}
          spellCheck={false}
          value={image}
          onChange={(event) => setImage(event.currentTarget.value)}
        />
      )}
    </FormDialog>
  );
}

/** What an image may be called after a volume. */
function imageName(volume: string): string {
  return (
    volume
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'volume'
  );
}
