import { appTexts } from './app.ts';
import { buildsTexts } from './builds.ts';
import { composeTexts } from './compose.ts';
import { containerTexts } from './container.ts';
import { containerTabsTexts } from './container-tabs.ts';
import { containersTexts } from './containers.ts';
import { desktopTexts } from './desktop.ts';
import { dockerCliTexts } from './docker-cli.ts';
import { engineTexts } from './engine.ts';
import { enginesTexts } from './engines.ts';
import { extensionsTexts } from './extensions.ts';
import { filesTexts } from './files.ts';
import { imagesTexts } from './images.ts';
import { jsonTreeTexts } from './json-tree.ts';
import { logsTexts } from './logs.ts';
import { marketplaceTexts } from './marketplace.ts';
import { networksTexts } from './networks.ts';
import { registriesTexts } from './registries.ts';
import { resourceSaverTexts } from './resource-saver.ts';
import { runTexts } from './run.ts';
import { savedSearchesTexts } from './saved-searches.ts';
import { settingsTexts } from './settings.ts';
import { tableTexts } from './table.ts';
import { tasksTexts } from './tasks.ts';
import { trayTexts } from './tray.ts';
import { troubleshootTexts } from './troubleshoot.ts';
import { unitsTexts } from './units.ts';
import { updatesTexts } from './updates.ts';
import { volumesTexts } from './volumes.ts';

/**
 * Every text of the interface in English, a file for each area. A text with values is a function, so that its use is
 * type-checked.
 */
export const en = {
  ...appTexts,
  ...buildsTexts,
  ...composeTexts,
  ...containerTexts,
  ...containerTabsTexts,
  ...containersTexts,
  ...desktopTexts,
  ...dockerCliTexts,
  ...engineTexts,
  ...enginesTexts,
  ...extensionsTexts,
  ...imagesTexts,
  ...filesTexts,
  ...jsonTreeTexts,
  ...logsTexts,
  ...marketplaceTexts,
  ...networksTexts,
  ...registriesTexts,
  ...resourceSaverTexts,
  ...runTexts,
  ...savedSearchesTexts,
  ...settingsTexts,
  ...tableTexts,
  ...tasksTexts,
  ...trayTexts,
  ...troubleshootTexts,
  ...unitsTexts,
  ...updatesTexts,
  ...volumesTexts,
};

export type Dictionary = typeof en;
