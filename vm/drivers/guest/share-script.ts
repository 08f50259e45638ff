import type { GuestAgent } from './guest-agent.ts';

const GUEST_TIMEOUT_MS = 30_000;
/** Of one call: some thousand paths. */
const ANNOUNCED_BYTES = 128 * 1024;

/** The guest's end of shared folders (guest/root/etc/pier/shares). */
export class ShareScript {
  readonly #agent: Pick<GuestAgent, 'exec'>;

  constructor(agent: Pick<GuestAgent, 'exec'>) {
    this.#agent = agent;
  }

  /** Has the guest see these folders of what is mounted as `tag`, and no others. @throws Error with the guest's words */
  async show(tag: string, folders: readonly string[]): Promise<void> {
    await this.#run(['show', tag], folders.map((folder) => `${folder}\n`).join(''));
  }

  /** Lets those who watch these files and folders know that they changed. @throws Error with the guest's words */
  async announce(paths: readonly string[]): Promise<void> {
    // One a line: a path with a line break in it is left out.
    const lines = paths.filter((path) => !path.includes('\n')).map((path) => `${path}\n`);
    let text = '';
    for (const line of [...lines, undefined]) {
      if (text !== '' && (line === undefined || text.length + line.length > ANNOUNCED_BYTES)) {
        await this.#run(['announce'], text);
        text = '';
      }
      text += line ?? '';
    }
  }

  /** Has the guest drop what it keeps of files that nobody there uses: the host's end closes them. */
  async forget(): Promise<void> {
    // Inodes with pages of their files stay: the pages go first.
    const drop = 'echo 3 >/proc/sys/vm/drop_caches';
    const { exitCode, stderr } = await this.#agent.exec('/bin/sh', ['-c', drop], GUEST_TIMEOUT_MS);
    if (exitCode !== 0) throw new Error(stderr.trim());
  }

  async #run(args: string[], input: string): Promise<void> {
    const { exitCode, stderr } = await this.#agent.exec('/etc/pier/shares', args, GUEST_TIMEOUT_MS, input);
    if (exitCode !== 0) throw new Error(stderr.trim() || `the guest's part ended with ${exitCode}`);
  }
}
