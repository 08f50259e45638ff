import { lstat, readlink, realpath } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, resolve } from 'node:path';
import { DockerCliSettings } from '../../docker-cli/docker-cli-settings.ts';
import { type CheckContext, failed, ok, type SelfCheck } from './self-check.ts';

/** For programs that know no context and are told nothing: they look in one place alone. */
export const defaultSocket: SelfCheck = {
  id: 'default-socket',
  title: '/var/run/docker.sock leads to Pier',
  hint: 'Some programs look for Docker there and nowhere else.',
  fatal: false,
  async check(context) {
    const path = context.places.defaultSocket;
    const found = await look(context);
    if (found.kind === 'ours') return ok('It is a link to Pier');
    if (found.kind === 'missing') throw failed(`'${path}' is not there.`, command(context));
    if (found.kind === 'link') throw failed(`'${path}' leads to '${found.target}'.`, command(context));
    throw failed(
      `'${path}' belongs to another engine on this computer.`,
      'That is fine as long as programs are told where Pier is. To have it lead to Pier, stop that engine first.',
    );
  },
  repair: {
    title: 'Make the link',
    async run(context) {
      const path = context.places.defaultSocket;
      const found = await look(context);
      if (found.kind === 'ours') return 'It was there already';
      if (found.kind === 'other') {
        throw failed(
          `Cannot make the link '${path}': another engine's socket is there.`,
          'Stop that engine first; Pier does not take its place.',
        );
      }
      try {
        await new DockerCliSettings(context.files.dockerCli).makeLink(path, context.files.run.dockerSocket);
      } catch (error) {
        throw failed(`Cannot make the link '${path}': permission denied.`, command(context), error);
      }
      return `'${path}' leads to Pier now`;
    },
  },
};

/** Whether an engine listens there. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
  });
}

type Found = { kind: 'missing' | 'ours' | 'other' } | { kind: 'link'; target: string };

async function look({ places, files }: CheckContext): Promise<Found> {
  const path = places.defaultSocket;
  const found = await lstat(path).catch(() => undefined);
  if (!found) return { kind: 'missing' };
  if (!found.isSymbolicLink()) return { kind: 'other' };
  const target = resolve(dirname(path), await readlink(path));
  const [theirs, ours] = await Promise.all([target, files.run.dockerSocket].map(placeOf));
  if (theirs === ours) return { kind: 'ours' };
  // Of an engine that runs, by whatever way it is reached.
  return (await answers(path)) ? { kind: 'other' } : { kind: 'link', target };
}

/** By its real folder; the socket itself may be gone. */
async function placeOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

function command({ places, files }: CheckContext): string {
  return `Make the link, or do it by hand: sudo ln -sf ${files.run.dockerSocket} ${places.defaultSocket}`;
}
