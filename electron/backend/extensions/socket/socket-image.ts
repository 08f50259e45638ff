import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { AppError } from '../../../../shared/errors.ts';
import type { ApiImageDetail } from '../../engine/engine-api.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import { EngineHttpError } from '../../engine/engine-errors.ts';
import { paddingOf, TAR_END, tarHeader } from '../../engine/files/tar-format.ts';
import { HELPER_LABEL } from '../../engine/helpers/helper-label.ts';
import { inspectImage } from '../../engine/images/inspect-image.ts';
import { FORWARDER } from './forwarder/forwarder-code.ts';

export const FORWARD = '/forward';
/** Which forwarder an image has. */
const FORWARDER_LABEL = 'com.pier.forwarder';

/**
 * The image of the container that leads to an extension's socket: the forwarder and nothing else. Made of what Pier has,
 * without a registry; found again where it was made before, by what is in it: labels anybody can write. Resolves with its
 * id.
 * @param architecture the engine's, as Docker names those of images
 * @throws AppError `capability_missing`; EngineHttpError, Error
 */
export async function socketImage(
  client: EngineClient,
  options: { architecture: string; owner: string; signal: AbortSignal },
): Promise<string> {
  const { architecture, owner, signal } = options;
  const code = FORWARDER[architecture];
  if (!code) {
    throw new AppError(
      'capability_missing',
      `Reach the sockets of extensions: not known how on a '${architecture}' engine.`,
      'Use an engine on an amd64 or arm64 computer.',
    );
  }
  const program = Buffer.from(code, 'base64');
  const labels = {
    // Not the owner alone: that of helpers for a moment, which are all removed together.
    [HELPER_LABEL]: `${owner}.extensions`,
    [FORWARDER_LABEL]: createHash('sha256').update(program).digest('hex').slice(0, 16),
  };
  const label = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const header = tarHeader({
    name: FORWARD.slice(1),
    type: 'file',
    mode: 0o755,
    uid: 0,
    gid: 0,
    size: program.length,
    modifiedAt: 0,
  });
  const archive = Buffer.concat([header, program, Buffer.alloc(paddingOf(program.length)), TAR_END]);
  const images = await client.json<{ Id: string }[]>({
    path: '/images/json',
    query: { all: true, filters: { label } },
    signal,
  });
  for (const { Id: id } of images) {
    const image = await inspectImage(client, id, signal);
    if (image && isForwarder(image, archive)) return id;
  }
  const changes = [...label.map((each) => `LABEL ${each}`), `ENTRYPOINT ["${FORWARD}"]`];
  const answer = await client.open({
    method: 'POST',
    path: `/images/create?fromSrc=-&platform=linux/${architecture}&${changes
      .map((each) => `changes=${encodeURIComponent(each)}`)
      .join('&')}`,
    headers: { 'content-type': 'application/x-tar' },
    stream: Readable.from([archive]),
    signal,
  });
  const last = (await text(answer)).trim().split('\n').at(-1) ?? '';
  const { status, error } = JSON.parse(last) as { status?: string; error?: string };
  if (!status) throw new EngineHttpError(500, error ?? 'no image was made');
  return status;
}

/** Its one layer is the very archive (https://github.com/opencontainers/image-spec/blob/main/config.md), and it runs that. */
function isForwarder({ RootFS: files, Config: config }: ApiImageDetail, archive: Buffer): boolean {
  const layer = `sha256:${createHash('sha256').update(archive).digest('hex')}`;
  return (
    files?.Layers?.length === 1 &&
    files.Layers[0] === layer &&
    JSON.stringify(config?.Entrypoint) === JSON.stringify([FORWARD]) &&
    (config?.Cmd ?? []).length === 0
  );
}
