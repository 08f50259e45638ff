import { appTexts } from './app.ts';
import { buildsTexts } from './builds.ts';
import { containerTexts } from './container.ts';
import { containerTabsTexts } from './container-tabs.ts';
import { containersTexts } from './containers.ts';
import { engineTexts } from './engine.ts';
import { imagesTexts } from './images.ts';
import { jsonTreeTexts } from './json-tree.ts';
import { logsTexts } from './logs.ts';
import { runTexts } from './run.ts';
import { settingsTexts } from './settings.ts';
import { tableTexts } from './table.ts';
import { tasksTexts } from './tasks.ts';
import { unitsTexts } from './units.ts';

/**
 * Every text of the interface in English, a file for each area. A text with values is a function, so that its use is
 * type-checked.
 */
export const en = {
  ...appTexts,
  ...buildsTexts,
  ...containerTexts,
  ...containerTabsTexts,
  ...containersTexts,
  ...engineTexts,
  ...imagesTexts,
  ...jsonTreeTexts,
  ...logsTexts,
  ...runTexts,
  ...settingsTexts,
  ...tableTexts,
  ...tasksTexts,
  ...unitsTexts,
};

export type Dictionary = typeof en;
