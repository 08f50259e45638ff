import type { CheckOutcome } from '../../../shared/contract/diagnostics.ts';
import type { PierHandlers } from '../../../shared/contract/index.ts';
import { AppError } from '../../../shared/errors.ts';
import type { PierFiles } from '../../../vm/files.ts';
import type { Engine } from '../engine/engine.ts';
import type { HostPlaces } from '../host-places.ts';
import type { Logger } from '../log/logger.ts';
import type { DockerSocket } from '../network/docker-socket.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { TransferDesk } from '../transfers/transfer-desk.ts';
import type { Supervisor } from '../vm/supervisor.ts';
import { BundleDesk } from './bundle/bundle-desk.ts';
import { collectBundle } from './bundle/collect-bundle.ts';
import { allChecks } from './checks/all-checks.ts';
import { runChecks } from './checks/run-checks.ts';
import type { CheckContext } from './checks/self-check.ts';
import { StateHistory } from './state-history.ts';

/** Characters of a file in one message. */
const PART = 256 * 1024;

export interface DiagnosticsServices {
  supervisor: Supervisor;
  engine: Engine;
  settings: SettingsBook;
  files: PierFiles;
  dataDisk: () => string;
  dockerSocket: DockerSocket;
  transfers: TransferDesk;
  /** Logins of registries as far as they are known. */
  secrets: () => Promise<string[]>;
  env: NodeJS.ProcessEnv;
  version: string;
  log: Logger;
  places: HostPlaces;
}

/** Implements `contract.diagnostics`. */
export function diagnosticsHandlers(services: DiagnosticsServices): {
  handlers: PierHandlers['diagnostics'];
  dispose(): void;
} {
  const { supervisor, engine, settings, files, transfers, env, version, log, places } = services;
  const history = new StateHistory(supervisor);
  const desk = new BundleDesk();
  const contextOf = (): CheckContext => {
    let asked: ReturnType<Supervisor['preflight']> | undefined;
    const { dataDisk, dockerSocket } = services;
    const preflight = () => {
      asked ??= supervisor.preflight();
      return asked;
    };
    return { supervisor, source: supervisor.engine, files, dataDisk, dockerSocket, env, places, preflight };
  };
  const checkAll = async () => {
    const outcomes: CheckOutcome[] = [];
    for await (const item of runChecks(allChecks, contextOf(), new AbortController().signal)) {
      if (item.kind === 'ended') outcomes.push(item.outcome);
    }
    return outcomes;
  };
  return {
    handlers: {
      check: ({ ids }, { signal }) =>
        runChecks(ids ? allChecks.filter(({ id }) => ids.includes(id)) : allChecks, contextOf(), signal),
      repair: async ({ id }) => {
        const check = allChecks.find((each) => each.id === id);
        if (!check?.repair) {
          throw new AppError('bad_input', `Repair '${id}': there is no such repair.`, 'Check again.');
        }
        const detail = await check.repair.run(contextOf());
        log.info('A repair was made.', { check: id, detail });
        return { detail };
      },
      prepareBundle: async () => {
        const collected = await collectBundle({
          supervisor,
          client: () => engine.client,
          settings: () => settings.current,
          history: () => history.changes,
          check: checkAll,
          secrets: services.secrets,
          files,
          env,
          version,
        });
        const bundle = desk.add(collected);
        const sizes = bundle.files.map(({ path, text }) => ({ path, bytes: Buffer.byteLength(text) }));
        return { id: bundle.id, fileName: bundle.fileName, files: sizes };
      },
      async *bundleText({ id, path }) {
        const text = desk.text(id, path);
        for (let at = 0; at < text.length; at += PART) yield { text: text.slice(at, at + PART) };
      },
      downloadBundle: async ({ id }) => {
        const download = desk.download(id);
        return { ...transfers.offerDownload(download), fileName: download.fileName };
      },
    },
    dispose() {
      history.dispose();
      desk.dispose();
    },
  };
}
