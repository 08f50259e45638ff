import { Button } from '@mantine/core';
import { IconPuzzleOff } from '@tabler/icons-react';
import { hrefOf, usePlace } from '../../app/location.ts';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { useWhenGone } from '../../store/use-when-gone.ts';
import { ExtensionPage } from './details/ExtensionPage.tsx';
import { ExtensionSections } from './ExtensionSections.tsx';
import { ExtensionsPage } from './ExtensionsPage.tsx';
import { closeExtensionDialog, useExtensionDialog } from './extension-dialogs.ts';
import { InstallDialog } from './install/InstallDialog.tsx';
import { MarketPage } from './market/MarketPage.tsx';
import { useMarket } from './market/use-market.ts';
import { EngineBanner, useHasEngine } from './NeedsEngine.tsx';
import { RemoveExtensionDialog } from './RemoveExtensionDialog.tsx';
import { useNewerVersions } from './use-newer-versions.ts';

const none = [] as const;

/** What is installed, the marketplace (`?view=browse`), or what is told of one extension (`?extension=<repository>`). */
export function ExtensionsHome() {
  const { query } = usePlace();
  const known = usePier((state) => state.extensions);
  const market = useMarket();
  const newer = useNewerVersions(known?.extensions ?? none);
  const hasEngine = useHasEngine();
  // A question goes with the page.
  useWhenGone(closeExtensionDialog);
  if (!known) return <LoadingRows label={t.extensions.loading} />;
  if (!known.areOn) {
    return (
      <Message
        icon={IconPuzzleOff}
        title={t.extensions.offTitle}
        text={t.extensions.offText}
        actions={
          <Button component="a" href={hrefOf(['settings', 'extensions'])} variant="default">
            {t.extensions.toSettings}
          </Button>
        }
      />
    );
  }
  const { extensions } = known;
  const busy = known.busy.map(({ id }) => id);
  const repository = query.get('extension');
  const isBrowsing = query.get('view') === 'browse';
  return (
    <>
      {!hasEngine && <EngineBanner>{t.extensionsOffline.whatWorks}</EngineBanner>}
      {repository ? (
        <ExtensionPage
          key={repository}
          repository={repository}
          tab={query.get('tab')}
          version={query.get('version') ?? undefined}
          {...{ market, extensions, busy, newer }}
        />
      ) : (
        <>
          <ExtensionSections current={isBrowsing ? 'browse' : 'installed'} installed={extensions.length} />
          {isBrowsing ? (
            <MarketPage market={market} extensions={extensions} />
          ) : (
            <ExtensionsPage extensions={extensions} busy={busy} newer={newer} />
          )}
        </>
      )}
      <Dialogs />
    </>
  );
}

/** Whatever is asked right now. */
function Dialogs() {
  const dialog = useExtensionDialog((state) => state.dialog);
  if (dialog?.kind === 'install') return <InstallDialog dialog={dialog} />;
  return dialog?.kind === 'remove' ? <RemoveExtensionDialog id={dialog.id} title={dialog.title} /> : null;
}
