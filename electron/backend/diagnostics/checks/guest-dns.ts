import { lookup } from 'node:dns/promises';
import { failed, NO_MACHINE, NOT_RUNNING, ok, type SelfCheck, skipped } from './self-check.ts';

/** Where images come from unless a person says otherwise: if one name has to be known, this. */
const NAME = 'registry-1.docker.io';
const LIMIT_MS = 12_000;

export const guestDns: SelfCheck = {
  id: 'guest-dns',
  title: 'Names resolve in the machine',
  hint: 'Pulls, builds and containers look names up through it.',
  fatal: false,
  limitMs: 20_000,
  async check({ supervisor }) {
    const { info, state } = supervisor.status();
    if (!info.hasMachine) return NO_MACHINE;
    const { guest } = supervisor;
    if (!guest) return state.kind === 'running' ? skipped('This machine cannot be asked') : NOT_RUNNING;
    const ask = async (name: string) => {
      const { exitCode } = await guest.exec('/usr/bin/busybox', ['nslookup', name], LIMIT_MS);
      return exitCode === 0;
    };
    const attempt = async (name: string) => ask(name).catch(() => false);
    if (await attempt(NAME)) return ok(`${NAME} was found`);
    const here = await lookup(NAME).then(
      () => true,
      () => false,
    );
    if (!here) {
      throw failed(
        `Neither the machine nor this computer knows '${NAME}'.`,
        'Look at the network of this computer. Where it is reached through a proxy alone, this is no trouble.',
      );
    }
    throw failed(
      `This computer knows '${NAME}', and the machine does not${(await attempt('host.docker.internal')) ? '' : ', nor any other name'}.`,
      "Restart the machine's name service. If that does not help, restart the engine.",
    );
  },
  repair: {
    title: 'Restart the name service',
    async run({ supervisor }) {
      const { guest } = supervisor;
      if (!guest)
        throw failed('Cannot restart the name service: the engine is stopped.', 'Start the engine.');
      // init starts it again.
      await guest.exec('/usr/bin/busybox', ['killall', 'dnsmasq'], LIMIT_MS);
      return 'The name service of the machine was started again';
    },
  },
};
