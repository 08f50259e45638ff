import { type Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type Extract, extract } from 'tar-stream';
import { LayerEntries } from './layer-entries.ts';
import type { PathTree } from './path-tree.ts';
import { TarHeaders } from './tar-headers.ts';
import { unzstd } from './unzstd.ts';

/** Configurations and manifests are far smaller, in bytes. */
const JSON_LIMIT = 8 * 1024 * 1024;
/** Enough to see what a blob is, in bytes. */
const HEAD_LENGTH = 512;

/** A file of a tar, while it passes. */
type Entry = Extract extends AsyncIterable<infer E> ? E : never;

export interface SavedLayer {
  diffId: string;
  createdBy: string;
  entries: LayerEntries;
}

interface Config {
  rootfs?: { diff_ids?: string[] };
  history?: { created_by?: string; comment?: string; empty_layer?: boolean }[];
}

interface OciManifest {
  config?: { digest?: string };
  layers?: { digest?: string }[];
}

/**
 * Reads a saved image once, from its beginning to its end, and keeps no contents: the layout of "docker save" before
 * engine 25 (`<id>/layer.tar`) and the OCI layout (`blobs/sha256/…`) since.
 * @returns the layers from the base on
 * @throws Error where the stream breaks or has no image; RangeError where there are too many files
 */
export async function readSavedImage(stream: Readable, tree: PathTree): Promise<SavedLayer[]> {
  const layers = new Map<string, LayerEntries>();
  const aliases = new Map<string, string>();
  const documents = new Map<string, unknown>();
  const tar = extract();
  const reading = (async () => {
    for await (const entry of tar) {
      const { name, type, linkname } = entry.header;
      if (type === 'symlink' && linkname && name.endsWith('/layer.tar')) {
        aliases.set(name, `${linkname.replace(/^\.\.\//, '')}`);
      }
      if (type === 'file') {
        await readEntry(entry, name, { layers, documents, tree });
      } else {
        entry.resume();
      }
    }
  })();
  try {
    await Promise.all([pipeline(stream, tar), reading]);
  } catch (error) {
    tar.destroy();
    stream.destroy();
    await reading.catch(() => {});
    throw error;
  }
  const { config, names } = findImage(documents);
  const made = (config.history ?? []).filter(({ empty_layer: isEmpty }) => !isEmpty);
  const diffIds = config.rootfs?.diff_ids ?? [];
  return names.map((name, index) => {
    const entries = layers.get(name) ?? layers.get(aliases.get(name) ?? '');
    if (!entries) throw new Error(`the saved image lacks its layer '${name}'`);
    return {
      diffId: diffIds[index] ?? '',
      createdBy: made.length === names.length ? made[index]?.created_by || made[index]?.comment || '' : '',
      entries,
    };
  });
}

async function readEntry(
  entry: Entry,
  name: string,
  found: { layers: Map<string, LayerEntries>; documents: Map<string, unknown>; tree: PathTree },
): Promise<void> {
  const iterator = (entry as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const begin = await readBegin(iterator);
  // Filled up, so that it can be looked at; what goes on is what came.
  const head = Buffer.concat([begin, Buffer.alloc(Math.max(0, HEAD_LENGTH - begin.length))]);
  const rest = async function* () {
    yield begin;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  };
  const isLayer = name.endsWith('/layer.tar') || name.startsWith('blobs/');
  if (isLayer && head[0] === 0x1f && head[1] === 0x8b) {
    found.layers.set(name, await readLayer(Readable.from(rest()), found.tree, createGunzip()));
  } else if (isLayer && head.readUInt32BE(0) === 0x28b52ffd) {
    found.layers.set(name, await readLayer(Readable.from(rest()), found.tree, unzstd()));
  } else if (isLayer && isTar(head)) {
    found.layers.set(name, await readLayer(Readable.from(rest()), found.tree));
  } else if (entry.header.size <= JSON_LIMIT) {
    const chunks: Buffer[] = [];
    for await (const chunk of rest()) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    if (/^\s*[[{]/.test(text)) found.documents.set(name, parse(text));
  } else {
    for await (const _ of rest());
  }
}

/** At least HEAD_LENGTH bytes, with what came along, where there are so many. */
async function readBegin(iterator: AsyncIterator<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < HEAD_LENGTH) {
    const next = await iterator.next();
    if (next.done) break;
    chunks.push(next.value);
    length += next.value.length;
  }
  return Buffer.concat(chunks);
}

/** "ustar" in its place, or nothing but zeros: a tar without entries. */
function isTar(head: Buffer): boolean {
  return head.subarray(257, 262).toString('latin1') === 'ustar' || head.every((byte) => byte === 0);
}

async function readLayer(stream: Readable, tree: PathTree, unpack?: Duplex): Promise<LayerEntries> {
  const entries = new LayerEntries();
  const headers = new TarHeaders((header) => entries.add(tree, header));
  if (unpack) await pipeline(stream, unpack, headers);
  else await pipeline(stream, headers);
  return entries;
}

/** The image's configuration, and the names of its layers from the base on. */
function findImage(documents: Map<string, unknown>): { config: Config; names: string[] } {
  const [listed] = (documents.get('manifest.json') ?? []) as { Config?: string; Layers?: string[] }[];
  if (listed?.Layers) {
    return { config: (documents.get(listed.Config ?? '') ?? {}) as Config, names: listed.Layers };
  }
  // Without the old list: the first manifest that says what layers it has.
  for (const document of documents.values()) {
    const { config, layers } = (document ?? {}) as OciManifest;
    if (!Array.isArray(layers) || !config?.digest) continue;
    return {
      config: (documents.get(blobName(config.digest)) ?? {}) as Config,
      names: layers.map(({ digest = '' }) => blobName(digest)),
    };
  }
  throw new Error('there is no image in what was saved');
}

function blobName(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
