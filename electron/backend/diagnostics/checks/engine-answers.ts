import { AppError } from '../../../../shared/errors.ts';
import { EngineClient } from '../../engine/engine-client.ts';
import { failed, NOT_RUNNING, ok, type SelfCheck, skipped } from './self-check.ts';

const ANSWER_MS = 8000;

export const engineAnswers: SelfCheck = {
  id: 'engine',
  title: 'The engine answers',
  hint: 'dockerd in the machine, asked directly.',
  fatal: true,
  async check({ supervisor, source }, signal) {
    const { state, info, engineVersion } = supervisor.status();
    if (state.kind === 'failed') throw AppError.fromData(state.error);
    if (state.kind === 'stopped' || state.kind === 'absent' || state.kind === 'paused') return NOT_RUNNING;
    if (state.kind !== 'running') return skipped(`The engine is ${state.kind}`);
    const endpoint = source.current();
    if (!endpoint) {
      throw state.degraded
        ? AppError.fromData(state.degraded)
        : failed('The engine does not answer.', 'Restart it.');
    }
    const client = new EngineClient(endpoint);
    const askedAt = Date.now();
    try {
      (await client.open({ path: '/_ping', timeoutMs: ANSWER_MS, signal })).resume();
    } catch (error) {
      throw failed(
        `The engine does not answer: ${error instanceof Error ? error.message : String(error)}.`,
        info.hasMachine ? 'Restart it. Its log tells why.' : 'Look after it where it was started.',
        error,
      );
    } finally {
      client.dispose();
    }
    return ok(`Docker ${engineVersion ?? ''} after ${Date.now() - askedAt} ms`.replace('  ', ' '));
  },
  repair: {
    title: 'Restart the engine',
    async run({ supervisor }) {
      if (supervisor.status().info.hasMachine) await supervisor.restart();
      else await supervisor.start();
      return 'The engine answers';
    },
  },
};
