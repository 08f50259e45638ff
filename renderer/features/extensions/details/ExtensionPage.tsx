import { Button } from '@mantine/core';
import { IconArrowRight, IconPuzzleOff } from '@tabler/icons-react';
import type { CatalogueEntry } from '../../../../shared/contract/extension-catalogue.ts';
import type { Extension } from '../../../../shared/contract/extensions.ts';
import { extensionReference } from '../../../../shared/model/extension-id.ts';
import { hrefOf } from '../../../app/location.ts';
import { CommandButtons } from '../../../components/CommandButtons.tsx';
import { DetailPage } from '../../../components/detail-page/DetailPage.tsx';
import { LoadingRows } from '../../../components/LoadingRows.tsx';
import { Message } from '../../../components/Message.tsx';
import { t } from '../../../i18n/index.ts';
import { BackendBadge } from '../BackendBadge.tsx';
import { type ExtensionTabId, extensionHref, extensionPageCommands } from '../extension-commands.ts';
import { openExtensionDialog } from '../extension-dialogs.ts';
import type { Market } from '../market/use-market.ts';
import { UpdateButton } from '../UpdateButton.tsx';
import { AboutTab } from './AboutTab.tsx';
import { ActivityTab } from './ActivityTab.tsx';
import { InstallButton } from './InstallButton.tsx';
import { PermissionsTab } from './PermissionsTab.tsx';

interface ExtensionPageProps {
  repository: string;
  tab: string | null;
  /** That somebody shared, where it is to be installed. */
  version: string | undefined;
  market: Market;
  extensions: readonly Extension[];
  /** The extensions that something is done to. */
  busy: readonly string[];
  newer: ReadonlyMap<string, string>;
}

/** All that is told of an extension, whether it is installed or not. */
export function ExtensionPage({
  repository,
  tab,
  version,
  market,
  extensions,
  busy,
  newer,
}: ExtensionPageProps) {
  const installed = extensions.find((each) => each.repository === repository || each.id === repository);
  const name = installed?.repository ?? repository;
  const entry = market.value?.entries.find((each) => each.repository === name);
  const texts = t.extensionPage;
  if (!installed && !entry) {
    if (market.status === 'loading') return <LoadingRows label={t.market.loading} />;
    return <NotFound repository={repository} version={version} />;
  }
  const tabs: ExtensionTabId[] = installed ? ['about', 'permissions', 'activity'] : ['about'];
  const current = tabs.find((each) => each === tab) ?? 'about';
  const isBusy = installed !== undefined && busy.includes(installed.id);
  return (
    <DetailPage
      back={
        installed
          ? { title: texts.back, href: hrefOf(['extensions']) }
          : { title: t.market.tabs.browse, href: hrefOf(['extensions'], { view: 'browse' }) }
      }
      title={installed?.title ?? entry?.title ?? name}
      subtitle={subtitleOf(installed, entry)}
      badge={installed && <BackendBadge extension={installed} isBusy={isBusy} />}
      actions={
        installed ? (
          <>
            {installed.page && installed.enabled && (
              <Button
                component="a"
                href={hrefOf(['extensions', installed.id])}
                size="xs"
                rightSection={<IconArrowRight size={14} />}
              >
                {texts.open}
              </Button>
            )}
            <UpdateButton extension={installed} version={newer.get(installed.id)} disabled={isBusy} />
            <CommandButtons
              subject={installed}
              name={installed.title}
              commands={extensionPageCommands}
              {...(isBusy && { pending: 'other' })}
            />
          </>
        ) : (
          entry && <InstallButton entry={entry} wanted={version} />
        )
      }
      tabs={tabs.map((id) => ({ id, title: texts.tabs[id], href: extensionHref(name, id) }))}
      current={current}
    >
      {current === 'permissions' && installed ? (
        <PermissionsTab key={installed.id} extension={installed} />
      ) : current === 'activity' && installed ? (
        <ActivityTab key={installed.id} extension={installed} />
      ) : (
        <AboutTab entry={entry} installed={installed} />
      )}
    </DetailPage>
  );
}

function subtitleOf(installed: Extension | undefined, entry: CatalogueEntry | undefined): string {
  const vendor = installed?.vendor || entry?.vendor;
  return [vendor && t.market.by(vendor), installed?.image ?? entry?.repository].filter(Boolean).join(' · ');
}

function NotFound({ repository, version }: { repository: string; version: string | undefined }) {
  const reference = version === undefined ? repository : extensionReference({ repository, version });
  return (
    <Message
      icon={IconPuzzleOff}
      title={t.extensionPage.notFound}
      text={t.extensionPage.notFoundText(reference)}
      actions={
        <>
          <Button
            onClick={() =>
              openExtensionDialog({
                kind: 'install',
                source: { kind: 'image', reference },
                title: reference,
                ask: 'image',
              })
            }
          >
            {t.market.fromImage}
          </Button>
          <Button component="a" href={hrefOf(['extensions'])} variant="default">
            {t.extensionView.toList}
          </Button>
        </>
      }
    />
  );
}
