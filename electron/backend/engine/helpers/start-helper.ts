import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Logger } from '../../log/logger.ts';
import { containerPath } from '../container-actions.ts';
import type { EngineClient } from '../engine-client.ts';
import { EngineHttpError } from '../engine-errors.ts';
import { runCommand } from '../files/run-command.ts';
import type { ShellCommand } from '../files/shell-files.ts';
import { PROBE } from '../files/shell-scripts.ts';
import { TAR_END } from '../files/tar-format.ts';
import { HELPER_LABEL, isHelper } from './helper-label.ts';

/** Where a helper has its volume: exports are named after it. */
export const VOLUME_ROOT = '/volume-data';

/** Our machine has it; so have many hosts. It must be a static one: nothing else is in the helper. */
export const BUSYBOX_OF_HOST = '/usr/bin/busybox';
const BUSYBOX = '/.pier/busybox';
/** A helper that nobody removes ends by itself, in seconds. */
const LIFETIME_S = 6 * 60 * 60;
/** How many of the engine's images are tried for a shell. */
const IMAGES_TRIED = 3;

export interface StartedHelper {
  id: string;
  /** Tells a volume from a later one of its name. */
  createdAt: string | undefined;
  shell: ShellCommand | undefined;
}

interface Start {
  client: EngineClient;
  volume: string;
  /** The installation. */
  owner: string;
  log: Logger;
  busyboxOfHost: string;
}

/**
 * Makes a helper for a volume, of what the engine has, without pulling anything: an empty image with the busybox of
 * the engine's host; else an image that has a shell; else a container that is never started, whose volume the engine
 * mounts for archives all the same. @throws EngineHttpError, Error
 */
export async function startHelper(start: Start): Promise<StartedHelper> {
  // A mount would make a volume that is not there.
  const volume = await findVolume(start.client, start.volume);
  const { CreatedAt: createdAt } = volume;
  const empty = await makeEmptyImage(start);
  const busybox = { Type: 'bind', Source: start.busyboxOfHost, Target: BUSYBOX, ReadOnly: true };
  const shell = [BUSYBOX, 'sh'];
  for (const data of dataMounts(volume)) {
    const own = await tryImage(start, { image: empty, shell, mounts: [data, busybox] });
    if (own) return { ...own, createdAt };
  }
  for (const image of await imagesByChance(start.client)) {
    const found = await tryImage(start, { image, shell: ['sh'], mounts: [volumeMount(volume)] });
    if (found) return { ...found, createdAt };
  }
  const options = { image: empty, command: ['none'], mounts: [volumeMount(volume)] };
  return { id: await create(start, options), shell: undefined, createdAt };
}

interface ApiVolume {
  Name: string;
  Driver: string;
  Mountpoint: string;
  CreatedAt?: string;
  Options: Record<string, string> | null;
}

export function findVolume(client: EngineClient, name: string): Promise<ApiVolume> {
  return client.json({ path: `/volumes/${encodeURIComponent(name)}` });
}

/**
 * The folder of a plain volume is mounted as such: then the engine does not take the volume for one in use, and who
 * just looked into it can remove it. Where that does not work, the volume itself.
 */
function dataMounts(volume: ApiVolume): object[] {
  const isPlain = volume.Driver === 'local' && Object.keys(volume.Options ?? {}).length === 0;
  const folder = { Type: 'bind', Source: volume.Mountpoint, Target: VOLUME_ROOT };
  return isPlain ? [folder, volumeMount(volume)] : [volumeMount(volume)];
}

function volumeMount({ Name: name }: ApiVolume): object {
  return { Type: 'volume', Source: name, Target: VOLUME_ROOT, VolumeOptions: { NoCopy: true } };
}

async function tryImage(
  start: Start,
  { image, shell, mounts }: { image: string; shell: string[]; mounts: object[] },
): Promise<Omit<StartedHelper, 'createdAt'> | undefined> {
  const { client, log } = start;
  let id: string | undefined;
  try {
    const command = [...shell, '-c', `sleep ${LIFETIME_S}`];
    id = await create(start, { image, command, mounts });
    await client.json({ method: 'POST', path: containerPath(id, '/start') });
    const probe = await runCommand(client, id, {
      argv: [...shell, '-c', `[ -r ${VOLUME_ROOT} ] && ${PROBE}`],
    });
    if ((await text(probe.stdout)).trim() === 'ok') return { id, shell };
  } catch (error) {
    if (!(error instanceof EngineHttpError)) throw error;
    log.debug('An image is of no use as a helper.', { image, error: error.message });
  }
  if (id) {
    const path = containerPath(id);
    // It may be on its way already: it removes itself when it ends.
    await client.json({ method: 'DELETE', path, query: { force: true } }).catch(() => {});
  }
  return undefined;
}

async function create(
  { client, owner }: Start,
  { image, command, mounts }: { image: string; command: string[]; mounts: object[] },
): Promise<string> {
  const { Id: id } = await client.json<{ Id: string }>({
    method: 'POST',
    path: '/containers/create',
    query: { name: `pier-helper-${randomBytes(6).toString('hex')}` },
    body: {
      Image: image,
      Entrypoint: command,
      Cmd: [],
      User: '0',
      WorkingDir: '/',
      Healthcheck: { Test: ['NONE'] },
      Labels: { [HELPER_LABEL]: owner },
      NetworkDisabled: true,
      HostConfig: {
        AutoRemove: true,
        NetworkMode: 'none',
        LogConfig: { Type: 'none' },
        SecurityOpt: ['no-new-privileges', 'label=disable'],
        Mounts: mounts,
      },
    },
  });
  return id;
}

/** An image without a file. */
async function makeEmptyImage({ client, owner }: Start): Promise<string> {
  const answer = await client.open({
    method: 'POST',
    path: '/images/create',
    query: { fromSrc: '-', changes: `LABEL ${HELPER_LABEL}=${owner}` },
    headers: { 'content-type': 'application/x-tar' },
    stream: Readable.from([TAR_END]),
  });
  const last = (await text(answer)).trim().split('\n').at(-1) ?? '';
  const { status, error } = JSON.parse(last) as { status?: string; error?: string };
  if (!status) throw new EngineHttpError(500, error ?? 'no image was made');
  return status;
}

/** Those that most likely have a shell first, then the small ones. */
async function imagesByChance(client: EngineClient): Promise<string[]> {
  type Image = { Id: string; RepoTags: string[] | null; Size: number; Labels: Record<string, string> | null };
  const images = await client.json<Image[]>({ path: '/images/json' });
  const isLikely = (image: Image) => /busybox|alpine|debian|ubuntu/.test(image.RepoTags?.join(' ') ?? '');
  return images
    .filter(({ Labels: labels }) => !isHelper(labels))
    .sort((a, b) => Number(isLikely(b)) - Number(isLikely(a)) || a.Size - b.Size)
    .slice(0, IMAGES_TRIED)
    .map(({ Id: id }) => id);
}
