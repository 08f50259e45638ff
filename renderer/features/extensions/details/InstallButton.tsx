import { Button, Select } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { CatalogueEntry } from '../../../../shared/contract/extension-catalogue.ts';
import { t } from '../../../i18n/index.ts';
import { useQuery } from '../../../store/use-live.ts';
import { openExtensionDialog } from '../extension-dialogs.ts';
import { entrySource } from '../market/entry-source.ts';
import classes from './Details.module.css';

/** Installs an entry in a version of its own choice, or the newest. */
export function InstallButton({ entry }: { entry: CatalogueEntry }) {
  const { repository, title, archive } = entry;
  const [version, setVersion] = useState<string | null>(null);
  const isListed = entry.versions.length > 0 || archive !== undefined;
  const { value } = useQuery(
    async (client, signal) =>
      isListed ? undefined : await client.extensionCatalogue.versions({ repository }, { signal }),
    [repository, isListed],
  );
  const versions = isListed ? entry.versions : (value?.versions ?? []);
  return (
    <>
      {archive === undefined && versions.length > 0 && (
        <Select
          className={classes.version}
          size="xs"
          aria-label={t.extensionPage.version}
          placeholder={entry.versions[0] ?? t.extensionPage.newest}
          searchable={versions.length > 12}
          data={versions}
          value={version}
          onChange={setVersion}
        />
      )}
      <Button
        size="xs"
        leftSection={<IconDownload size={15} />}
        onClick={() =>
          openExtensionDialog({
            kind: 'install',
            source: entrySource(entry, version ?? undefined),
            title,
            ask: 'image',
          })
        }
      >
        {t.extensionPage.install}
      </Button>
    </>
  );
}
