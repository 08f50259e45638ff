import { IconInfoCircle, IconServer } from '@tabler/icons-react';
import type { EngineEntry, EnginesState } from '../../../shared/contract/engines.ts';
import { toAppError } from '../../../shared/errors.ts';
import type { Command, CommandContext } from '../../commands/command.ts';
import { notifyError } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import { updateActions, updateView, usePier } from '../../store/store.ts';
import { nameOfEngine } from './shown-engine.ts';

/** Shows another engine. What comes of it is told by the backend: to this page as to all others. */
export const showEngine: Command<EngineEntry> = {
  id: 'show-engine',
  title: t.engines.list,
  icon: IconServer,
  when: ({ id, problem }) => !problem && usePier.getState().engines?.current !== id,
  async perform(engine, context: CommandContext) {
    updateActions(() => ({ enginePending: engine.id }));
    try {
      await context.client().engines.use({ id: engine.id });
    } catch (thrown) {
      const error = toAppError(thrown);
      // The connection to the engine before is closed while this call waits for the new one.
      if (error.code !== 'connection_lost') {
        notifyError('engine-shown', t.engines.couldNotShow(nameOfEngine(engine)), error.toData());
      }
    } finally {
      updateActions(() => ({ enginePending: undefined }));
    }
  },
};

export const aboutEngine: Command<EnginesState> = {
  id: 'about-engine',
  title: t.engines.about,
  icon: IconInfoCircle,
  when: () => true,
  perform: () => updateView({ engineAbout: true }),
};
