import { Button } from '@mantine/core';
import { IconPuzzle } from '@tabler/icons-react';
import { useState } from 'react';
import type { Extension } from '../../../shared/contract/extensions.ts';
import { hrefOf } from '../../app/location.ts';
import { Badge } from '../../components/Badge.tsx';
import { RowMenu } from '../../components/data-table/RowMenu.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { BackendBadge } from './BackendBadge.tsx';
import { ExtensionIcon } from './ExtensionIcon.tsx';
import classes from './Extensions.module.css';
import { extensionCommands, extensionHref } from './extension-commands.ts';
import { InstallMenu } from './market/MarketPage.tsx';
import { UpdateButton } from './UpdateButton.tsx';

interface ExtensionsPageProps {
  extensions: readonly Extension[];
  /** The extensions that something is done to. */
  busy: readonly string[];
  /** By their ids. */
  newer: ReadonlyMap<string, string>;
}

/** The extensions that are installed. */
export function ExtensionsPage({ extensions, busy, newer }: ExtensionsPageProps) {
  if (extensions.length === 0) {
    return (
      <Message
        icon={IconPuzzle}
        title={t.extensions.emptyTitle}
        text={t.extensions.emptyText}
        actions={
          <>
            <Button component="a" href={hrefOf(['extensions'], { view: 'browse' })}>
              {t.extensions.browse}
            </Button>
            <InstallMenu />
          </>
        }
      />
    );
  }
  return (
    <ul className={classes.list} aria-label={t.extensions.list}>
      {extensions.map((extension) => (
        <ExtensionItem
          key={extension.id}
          extension={extension}
          isBusy={busy.includes(extension.id)}
          newer={newer.get(extension.id)}
        />
      ))}
    </ul>
  );
}

interface ExtensionItemProps {
  extension: Extension;
  isBusy: boolean;
  newer: string | undefined;
}

function ExtensionItem({ extension, isBusy, newer }: ExtensionItemProps) {
  const { id, title, version, vendor, description, enabled, page, repository } = extension;
  const [opened, setOpened] = useState(false);
  return (
    <li className={classes.item}>
      <span className={classes.icon}>
        <ExtensionIcon extension={extension} size={32} />
      </span>
      <div className={classes.words}>
        <h2 className={classes.title}>
          <a href={extensionHref(repository)}>{title}</a> <span className={classes.version}>{version}</span>
        </h2>
        {vendor && <p className={classes.vendor}>{t.extensions.by(vendor)}</p>}
        {description && <p className={classes.description}>{description}</p>}
      </div>
      <BackendBadge extension={extension} isBusy={isBusy} />
      <UpdateButton extension={extension} version={newer} disabled={isBusy} />
      {page ? (
        enabled && (
          <Button
            component="a"
            href={hrefOf(['extensions', id])}
            size="xs"
            variant="default"
            aria-label={t.extensions.open(title)}
          >
            {t.networks.open}
          </Button>
        )
      ) : (
        <Badge small>{t.extensions.noPage}</Badge>
      )}
      <RowMenu
        item={extension}
        name={title}
        commands={extensionCommands}
        opened={opened}
        onChange={setOpened}
        tabIndex={0}
        pending={isBusy}
      />
    </li>
  );
}
