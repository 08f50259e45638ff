import { lstat } from 'node:fs/promises';
import { request } from 'node:http';
import { failed, ok, type SelfCheck } from './self-check.ts';

const ANSWER_MS = 8000;

export const dockerSocketCheck: SelfCheck = {
  id: 'socket',
  title: "Pier's Docker socket answers",
  hint: 'The docker command and other programs reach the engine through it.',
  fatal: true,
  async check({ files, supervisor }, signal) {
    const path = files.run.dockerSocket;
    const found = await lstat(path).catch(() => undefined);
    if (!found) throw failed(`'${path}' is not there: something removed it.`, 'Serve it again.');
    if (!found.isSocket())
      throw failed(`'${path}' is not a socket.`, 'Move that file away, then serve it again.');
    if ((found.mode & 0o077) !== 0) throw failed(`'${path}' is open to others.`, 'Serve it again.');
    const { kind } = supervisor.status().state;
    // While the engine is on its way a request waits for it; that it is taken is what can be seen.
    if (kind === 'starting' || kind === 'provisioning') return ok('It is served, and waits for the engine');
    const status = await ping(path, signal).catch((error: Error) => {
      throw failed(`'${path}' does not answer: ${error.message}.`, 'Serve it again.', error);
    });
    // 503 is ours: nobody else would say that the engine is stopped.
    if (status === 503 && kind !== 'running') return ok('It is served; the engine is stopped');
    if (status !== 200) throw failed(`'${path}' answers with ${status}.`, 'Restart the engine.');
    return ok(`unix://${path}`);
  },
  repair: {
    title: 'Serve it again',
    async run({ dockerSocket }) {
      await dockerSocket.close();
      await dockerSocket.listen();
      return 'The socket is served again; connections that were open are gone';
    },
  },
};

function ping(socketPath: string, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { socketPath, path: '/_ping', signal, timeout: ANSWER_MS, agent: false },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`)));
    asked.on('error', reject);
    asked.end();
  });
}
