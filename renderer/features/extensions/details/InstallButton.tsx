import { Button, Select } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { CatalogueEntry } from '../../../../shared/contract/extension-catalogue.ts';
import { t } from '../../../i18n/index.ts';
import { useQuery } from '../../../store/use-live.ts';
import { openExtensionDialog } from '../extension-dialogs.ts';
import { entrySource } from '../market/entry-source.ts';
import classes from './Details.module.css';

interface InstallButtonProps {
  entry: CatalogueEntry;
  /** The version that is chosen at first; without one the newest. */
  wanted?: string | undefined;
}

/** Installs an entry in a version of a person's choice, or the newest. */
export function InstallButton({ entry, wanted }: InstallButtonProps) {
  const { repository, title, archive } = entry;
  const [version, setVersion] = useState<string | null>(wanted ?? null);
  const isListed = entry.versions.length > 0 || archive !== undefined;
  const { value } = useQuery(
    async (client, signal) =>
      isListed ? undefined : await client.extensionCatalogue.versions({ repository }, { signal }),
    [repository, isListed],
  );
  const known = isListed ? entry.versions : (value?.versions ?? []);
  // One that was shared may be older than those that are told.
  const versions = wanted === undefined || known.includes(wanted) ? known : [wanted, ...known];
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
