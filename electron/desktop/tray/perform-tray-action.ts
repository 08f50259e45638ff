import { t } from '../../../renderer/i18n/index.ts';
import type { PierClient } from '../../../shared/contract/index.ts';
import { type AppError, toAppError } from '../../../shared/errors.ts';
import { CONTAINER_ACTIONS } from '../../../shared/model/container-actions.ts';
import { MACHINE_ACTIONS } from '../../../shared/model/machine-actions.ts';
import type { TrayAction } from './tray-menu.ts';

/** What an item of the tray can reach. */
export interface TrayReach {
  /** The backend as it is connected now. @throws AppError where it is not */
  client(): PierClient;
  /** Shows a page of the dashboard, in front; no parts: as it is. */
  show(parts: readonly string[]): void;
  openExternal(url: string): void;
  showAbout(): void;
  quit(): void;
  /** Marks what is under way: "machine", "engine", or a container's id. */
  setPending(id: string, isPending: boolean): void;
  tellFailure(what: string, error: AppError): void;
}

/** Does what an item of the tray says. Tells failure itself: never rejects. */
export async function performTrayAction(action: TrayAction, reach: TrayReach): Promise<void> {
  switch (action.kind) {
    case 'show':
      return reach.show(action.parts);
    case 'open':
      return reach.openExternal(action.url);
    case 'updates':
      // What comes of it is told there.
      reach.show(['settings', 'updates']);
      return call(reach, 'updates', t.updates.couldNot.check, (client) => client.updates.check({}));
    case 'about':
      return reach.showAbout();
    case 'quit':
      return reach.quit();
    case 'machine':
      return call(reach, 'machine', t.engine.couldNot[action.id], (client) =>
        MACHINE_ACTIONS[action.id].call(client),
      );
    case 'container':
      return call(reach, action.container, t.containers.couldNot[action.id](action.name), (client) =>
        CONTAINER_ACTIONS[action.id].call(client, action.container),
      );
    case 'engine':
      return call(reach, 'engine', t.tray.couldNotShowEngine, (client) =>
        client.engines.use({ id: action.id }),
      );
  }
}

async function call(
  reach: TrayReach,
  pending: string,
  what: string,
  perform: (client: PierClient) => Promise<unknown>,
): Promise<void> {
  reach.setPending(pending, true);
  try {
    await perform(reach.client());
  } catch (thrown) {
    const error = toAppError(thrown);
    // Someone stopped it meanwhile.
    if (error.code !== 'cancelled') reach.tellFailure(what, error);
  } finally {
    reach.setPending(pending, false);
  }
}
