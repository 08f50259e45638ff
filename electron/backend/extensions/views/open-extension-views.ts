import { extensionApi } from '../../../../shared/contract/extension-api.ts';
import { serve } from '../../../rpc/server.ts';
import type { Logger } from '../../log/logger.ts';
import { type CallServices, ExtensionCalls } from '../calls/extension-calls.ts';
import { ExtensionViews } from './extension-views.ts';

/**
 * The pages of extensions, each answered in the role of its extension: by a contract of its own, so that no call of the
 * dashboard is known there.
 */
export function openExtensionViews(services: CallServices & { log: Logger }): ExtensionViews {
  return new ExtensionViews({
    installed: services.installed,
    serve(transport, view, host) {
      const calls = new ExtensionCalls(view, host, services);
      const role = `extension:${view.extensionId}` as const;
      serve({ contract: extensionApi, handlers: calls.handlers, transport, role, log: services.log });
      transport.onClose(() => calls.dispose());
    },
  });
}
