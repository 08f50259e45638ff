import { useState } from 'react';
import type { DockerCliState } from '../../../shared/contract/docker-cli.ts';
import type { PierClient } from '../../../shared/contract/index.ts';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyDone, notifyError } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import { type Live, useLive } from '../../store/use-live.ts';

type Calls = PierClient['dockerCli'];

/** What the docker command of this computer uses, for as long as it is shown. */
export function useDockerCli(): Live<DockerCliState> {
  return useLive((client, signal) => client.dockerCli.watch({}, { signal }), []);
}

/** Changes it, and tells what came of it. */
export function useDockerCliChange() {
  const connection = useConnection();
  const [busy, setBusy] = useState<string>();
  const change = async (name: string, work: (calls: Calls) => Promise<unknown>, done: string | undefined) => {
    setBusy(name);
    try {
      await work(connection.client().dockerCli);
      if (done) notifyDone('docker-cli', done, '');
    } catch (thrown) {
      notifyError('docker-cli', t.dockerCli.couldNot, toAppError(thrown).toData());
    }
    setBusy(undefined);
  };
  return { busy, change };
}
