import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { EngineClient } from '../../engine/engine-client.ts';
import { socketImage } from './socket-image.ts';

const options = { architecture: 'amd64', owner: 'me', signal: new AbortController().signal };

/** An engine that has one image with our labels, if any. */
function engine(image?: { layer: string; entrypoint?: string[]; more?: string[] }) {
  const sent: Buffer[] = [];
  const client = {
    json: async ({ path }: { path: string }) => {
      if (path === '/images/json') return image ? [{ Id: 'sha256:known' }] : [];
      return {
        Id: 'sha256:known',
        RootFS: { Layers: [image?.layer, ...(image?.more ?? [])] },
        Config: { Entrypoint: image?.entrypoint ?? ['/forward'] },
      };
    },
    open: async ({ stream }: { stream: Readable }) => {
      sent.push(await buffer(stream));
      return Readable.from([Buffer.from('{"status":"sha256:made"}\n')]);
    },
  } as unknown as EngineClient;
  return { client, sent };
}

it('is found by what is in it, and made anew where that is anything else', async () => {
  const first = engine();
  expect(await socketImage(first.client, options)).toBe('sha256:made');
  const layer = `sha256:${createHash('sha256')
    .update(first.sent[0] ?? '')
    .digest('hex')}`;
  const again = engine({ layer });
  expect(await socketImage(again.client, options)).toBe('sha256:known');
  expect(again.sent).toEqual([]);
  for (const other of [
    { layer: `sha256:${'0'.repeat(64)}` },
    { layer, more: [layer] },
    { layer, entrypoint: ['/bin/sh'] },
  ]) {
    expect(await socketImage(engine(other).client, options)).toBe('sha256:made');
  }
});
