import { t } from '../../i18n/index.ts';
import { commandItems } from '../palette/command-items.ts';
import type { PaletteSource } from '../palette/palette-item.ts';
import { aboutEngine, showEngine } from './engine-commands.ts';
import { nameOfEngine, placeOfEngine } from './shown-engine.ts';

/** The engines that can be shown, in the palette. */
export const enginesPaletteSource: PaletteSource = {
  id: 'engines',
  items({ engines }) {
    if (!engines) return [];
    const group = t.palette.groups.engine;
    return [
      ...engines.engines
        .filter((engine) => showEngine.when(engine))
        .map((engine) => ({
          id: `engine ${engine.id}`,
          title: t.engines.show(nameOfEngine(engine)),
          detail: placeOfEngine(engine),
          group,
          icon: showEngine.icon,
          onlySearched: true,
          perform: showEngine.perform.bind(showEngine, engine),
        })),
      ...commandItems([aboutEngine], engines, { group }),
    ];
  },
};
