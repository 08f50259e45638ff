import {
  IconClockOff,
  IconClockPause,
  IconDownload,
  IconRefresh,
  IconRotateClockwise,
  IconX,
} from '@tabler/icons-react';
import type { PierClient } from '../../../shared/contract/index.ts';
import type { UpdatesState } from '../../../shared/contract/updates.ts';
import { toAppError } from '../../../shared/errors.ts';
import type { Command, CommandContext } from '../../commands/command.ts';
import { notifyError } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import { updateView } from '../../store/store.ts';

type Call = keyof typeof t.updates.couldNot;

export const checkForUpdates: Command<UpdatesState> = {
  id: 'check-for-updates',
  title: t.updates.check,
  icon: IconRefresh,
  when: ({ update: { kind } }) =>
    ['idle', 'offline', 'available', 'ready', 'postponed', 'failed'].includes(kind),
  perform: (_, context) => tellFailure('check', context, ({ updates }) => updates.check({})),
};

export const downloadUpdate: Command<UpdatesState> = {
  id: 'download-update',
  title: t.updates.download,
  icon: IconDownload,
  when: ({ update }) =>
    update.kind === 'available' || (update.kind === 'failed' && update.release !== undefined),
  perform: (_, context) => tellFailure('download', context, ({ updates }) => updates.download({})),
};

export const cancelUpdate: Command<UpdatesState> = {
  id: 'cancel-update',
  title: t.updates.cancel,
  icon: IconX,
  when: ({ update }) => update.kind === 'downloading',
  perform: (_, context) => tellFailure('cancel', context, ({ updates }) => updates.cancel({})),
};

/** Asks first: the dialog restarts. */
export const askToRestartForUpdate: Command<UpdatesState> = {
  id: 'restart-for-update',
  title: t.updates.restart,
  icon: IconRotateClockwise,
  when: ({ update }) => update.kind === 'ready' || update.kind === 'postponed',
  perform: () => updateView({ restartForUpdate: true }),
};

export const postponeUpdate: Command<UpdatesState> = {
  id: 'postpone-update',
  title: t.updates.wait,
  icon: IconClockPause,
  when: ({ update, running }) => update.kind === 'ready' && running !== 0,
  perform: (_, context) => tellFailure('postpone', context, ({ updates }) => updates.postpone({})),
};

export const unpostponeUpdate: Command<UpdatesState> = {
  id: 'unpostpone-update',
  title: t.updates.doNotWait,
  icon: IconClockOff,
  when: ({ update }) => update.kind === 'postponed',
  perform: (_, context) => tellFailure('unpostpone', context, ({ updates }) => updates.unpostpone({})),
};

/** What is wanted most comes first. */
export const updateCommands: readonly Command<UpdatesState>[] = [
  askToRestartForUpdate,
  downloadUpdate,
  cancelUpdate,
  postponeUpdate,
  unpostponeUpdate,
  checkForUpdates,
];

/** @param stopContainers how many the person was asked about */
export function restartForUpdate(context: CommandContext, stopContainers: number | 'unknown'): Promise<void> {
  return tellFailure('restart', context, ({ updates }) => updates.restart({ stopContainers }));
}

async function tellFailure(
  call: Call,
  context: CommandContext,
  perform: (client: PierClient) => Promise<unknown>,
): Promise<void> {
  try {
    await perform(context.client());
  } catch (thrown) {
    notifyError('updates', t.updates.couldNot[call], toAppError(thrown).toData());
  }
}
