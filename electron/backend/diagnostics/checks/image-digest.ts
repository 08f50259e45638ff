import { NO_MACHINE, ok, type SelfCheck, skipped } from './self-check.ts';

export const imageDigest: SelfCheck = {
  id: 'image-digest',
  title: 'The VM image is whole',
  hint: 'All of its files are read and compared with their SHA-256.',
  fatal: true,
  limitMs: 60_000,
  async check({ supervisor }) {
    if (!supervisor.status().info.hasMachine) return NO_MACHINE;
    if (!supervisor.image) return skipped('This machine needs none');
    const version = await supervisor.image.check();
    return version ? ok(`Version ${version}`) : skipped('It is made by the first start');
  },
  repair: {
    title: 'Remove it, to be made again',
    async run({ supervisor }) {
      await supervisor.image?.discard();
      return 'The next start of the engine makes it again, which takes a minute or two';
    },
  },
};
