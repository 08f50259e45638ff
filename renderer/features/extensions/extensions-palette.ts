import { IconDownload, IconFileImport, IconPuzzle, IconShoppingBag } from '@tabler/icons-react';
import { goTo } from '../../app/location.ts';
import { t } from '../../i18n/index.ts';
import type { PaletteItem, PaletteSource } from '../palette/palette-item.ts';
import { showExtension } from './extension-commands.ts';
import { type ExtensionDialog, openExtensionDialog } from './extension-dialogs.ts';

/** What is installed, to be opened; where more is found; and how it is installed. */
export const extensionsPaletteSource: PaletteSource = {
  id: 'extensions',
  items({ extensions }) {
    if (!extensions?.areOn) return [];
    const texts = t.extensionsPalette;
    const group = t.extensions.title;
    const install = (dialog: ExtensionDialog) => () => {
      // The dialog is that page's.
      goTo(['extensions']);
      openExtensionDialog(dialog);
    };
    const shown = extensions.extensions.map(
      ({ id, title, image, page, enabled, repository }): PaletteItem => ({
        id: `extension ${id}`,
        title: page && enabled ? texts.open(page.title) : texts.about(title),
        detail: image,
        group,
        icon: IconPuzzle,
        onlySearched: true,
        perform: () => (page && enabled ? goTo(['extensions', id]) : showExtension(repository)),
      }),
    );
    return [
      ...shown,
      {
        id: 'extensions market',
        title: texts.market,
        group,
        icon: IconShoppingBag,
        onlySearched: true,
        perform: () => goTo(['extensions'], { view: 'browse' }),
      },
      {
        id: 'extensions install',
        title: texts.install,
        group,
        icon: IconDownload,
        onlySearched: true,
        perform: install({ kind: 'install', ask: 'image' }),
      },
      {
        id: 'extensions install file',
        title: texts.installFile,
        group,
        icon: IconFileImport,
        onlySearched: true,
        perform: install({ kind: 'install', ask: 'tar' }),
      },
    ];
  },
};
