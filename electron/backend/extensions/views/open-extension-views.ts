import { extensionApi } from '../../../../shared/contract/extension-api.ts';
import { serve } from '../../../rpc/server.ts';
import type { Logger } from '../../log/logger.ts';
import { type CallServices, ExtensionCalls } from '../calls/extension-calls.ts';
import type { ExtensionView } from './extension-view.ts';
import { ExtensionViews, type ViewHost } from './extension-views.ts';

/**
 * The pages of extensions, each answered in the role of its extension: by a contract of its own, so that no call of the
 * dashboard is known there.
 */
export function openExtensionViews(services: CallServices & { log: Logger }): ExtensionViews {
  const opened = new WeakMap<ExtensionView, ExtensionCalls>();
  const callsOf = (view: ExtensionView, host: ViewHost) => {
    const known = opened.get(view);
    if (known) return known;
    const calls = new ExtensionCalls(view, host, services);
    opened.set(view, calls);
    view.ended.addEventListener('abort', () => calls.dispose(), { once: true });
    return calls;
  };
  return new ExtensionViews({
    installed: services.installed,
    serve(transport, view, host) {
      const { handlers } = callsOf(view, host);
      const role = `extension:${view.extensionId}` as const;
      serve({ contract: extensionApi, handlers, transport, role, log: services.log });
    },
  });
}
