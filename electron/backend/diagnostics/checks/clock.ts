import { failed, NO_MACHINE, NOT_RUNNING, ok, type SelfCheck, skipped } from './self-check.ts';

const LIMIT_MS = 1000;

export const clock: SelfCheck = {
  id: 'clock',
  title: "The machine's clock is right",
  hint: 'Certificates, builds and file times go wrong with a clock that does.',
  fatal: false,
  async check({ supervisor }) {
    const { info, state } = supervisor.status();
    if (!info.hasMachine) return NO_MACHINE;
    const { guest } = supervisor;
    if (!guest) return state.kind === 'running' ? skipped('This machine cannot be asked') : NOT_RUNNING;
    const askedAt = Date.now();
    const time = await guest.time().catch((error: Error) => {
      throw failed(
        `The machine cannot be asked for its time: ${error.message}`,
        'Restart the engine.',
        error,
      );
    });
    // Between the question and its answer.
    const off = Math.round(time - (askedAt + Date.now()) / 2);
    if (Math.abs(off) <= LIMIT_MS) return ok(`${Math.abs(off)} ms off`);
    const direction = off > 0 ? 'ahead of' : 'behind';
    throw failed(`It is ${(Math.abs(off) / 1000).toFixed(1)} s ${direction} this computer's.`, 'Set it.');
  },
  repair: {
    title: 'Set it',
    async run({ supervisor }) {
      const { guest } = supervisor;
      if (!guest)
        throw failed('Cannot set the clock: the engine is stopped.', 'Start it: it then has the right time.');
      await guest.setTime();
      return "It has this computer's time";
    },
  },
};
