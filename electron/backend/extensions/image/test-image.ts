import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { EngineClient } from '../../engine/engine-client.ts';
import { EngineHttpError } from '../../engine/engine-errors.ts';

/** What is in an image, by absolute paths: contents, or links. Folders are there by what is in them. */
export type TestImage = Readonly<Record<string, string | { link: string }>>;

/**
 * An engine that has one image and answers what is asked to read its files, as dockerd does: what was asked for comes
 * first, links are not followed, what is not there is 404.
 */
export function imageClient(image: TestImage): { client: EngineClient; made: string[]; removed: string[] } {
  const made: string[] = [];
  const removed: string[] = [];
  const client = new EngineClient({ kind: 'unix', path: '/nowhere' });
  client.json = async <T>(request: { method?: string; path: string }): Promise<T> => {
    if (request.method === 'DELETE') removed.push(request.path);
    else made.push(request.path);
    return { Id: 'helper' } as T;
  };
  client.open = (async ({ path }: { path: string }) => {
    const asked = decodeURIComponent(path.split('?path=')[1] ?? '');
    return Readable.from([await archive(image, asked)]);
  }) as unknown as typeof client.open;
  return { client, made, removed };
}

async function archive(image: TestImage, asked: string): Promise<Buffer> {
  const folder = asked === '/' ? '/' : `${asked}/`;
  const found = Object.entries(image).filter(([path]) => path === asked || path.startsWith(folder));
  if (found.length === 0) throw new EngineHttpError(404, `Could not find the file ${asked}`);
  const tar = pack();
  const root = asked.split('/').at(-1) ?? '';
  if (!(asked in image)) tar.entry({ name: `${root}/`, type: 'directory' });
  for (const [path, content] of found) {
    const name = path === asked ? root : `${root}/${path.slice(folder.length)}`;
    if (typeof content === 'string') tar.entry({ name, mode: 0o644 }, content);
    else tar.entry({ name, type: 'symlink', linkname: content.link });
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
