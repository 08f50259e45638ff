import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';

/** Processors as images name them, and as a program's header does (ELF, `e_machine`). */
const MACHINES = { amd64: 62, arm64: 183 } as const;
export type ImageArchitecture = keyof typeof MACHINES;
export const ARCHITECTURES = Object.keys(MACHINES) as ImageArchitecture[];

/** Where ELF has the processor and the place, size and count of its segments; and the one of a dynamic linker. */
const ELF = { machine: 18, segments: 32, size: 54, count: 56, interpreter: 3 };

export interface ExtensionSource {
  /** With a Dockerfile, of the few instructions that are known here. */
  folder: string;
  /** With its tag. */
  name: string;
  architecture: ImageArchitecture;
  /** A static busybox for that processor, for those that begin with it. */
  busybox?: Buffer | undefined;
}

/**
 * An image of an extension as `docker save` writes it, without Docker and without a registry. The same input gives the
 * same bytes. @throws Error for a Dockerfile that wants more
 */
export async function extensionImage(source: ExtensionSource): Promise<Buffer> {
  const { folder, name, architecture } = source;
  const { base, labels, copies, command } = parseDockerfile(
    await readFile(join(folder, 'Dockerfile'), 'utf8'),
  );
  const layer = pack();
  if (base === 'busybox') addBusybox(layer, source);
  for (const [from, to] of copies) await addTree(layer, join(folder, from), to);
  layer.finalize();
  const bytes = await buffer(layer);
  const config = {
    architecture,
    os: 'linux',
    config: { Labels: labels, Env: ['PATH=/bin'], ...(command && { Cmd: command }) },
    rootfs: { type: 'layers', diff_ids: [`sha256:${createHash('sha256').update(bytes).digest('hex')}`] },
    history: [{ created_by: 'npm run extensions' }],
  };
  const image = pack();
  const manifest = [{ Config: 'config.json', RepoTags: [name], Layers: ['layer.tar'] }];
  for (const [path, content] of [
    ['manifest.json', JSON.stringify(manifest)],
    ['config.json', JSON.stringify(config)],
    ['layer.tar', bytes],
  ] as const) {
    image.entry({ name: path, mtime: new Date(0) }, content);
  }
  image.finalize();
  return await buffer(image);
}

interface Dockerfile {
  base: 'scratch' | 'busybox';
  labels: Record<string, string>;
  copies: [from: string, to: string][];
  command?: string[];
}

/** FROM scratch or busybox, LABEL, COPY of one thing, CMD as a list: each on a line. */
export function parseDockerfile(text: string): Dockerfile {
  const found: Dockerfile = { base: 'scratch', labels: {}, copies: [] };
  for (const line of text.split('\n')) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, base] = /^FROM (scratch|busybox)$/.exec(line) ?? [];
    const [, label, value = ''] = /^LABEL ([\w.-]+)="((?:[^"\\]|\\.)*)"$/.exec(line) ?? [];
    const [, from, to] = /^COPY (\S+) (\/\S+)$/.exec(line) ?? [];
    const [, command] = /^CMD (\[.*\])$/.exec(line) ?? [];
    if (base) found.base = base as Dockerfile['base'];
    else if (label) found.labels[label] = value.replaceAll(/\\(.)/g, '$1');
    else if (from && to) found.copies.push([from, to]);
    else if (command) found.command = JSON.parse(command) as string[];
    else throw new Error(`Make the image: '${line}' is not known here.`);
  }
  return found;
}

/** Whether a program needs nothing else, and runs on a processor. */
export function isStaticFor(program: Buffer, architecture: ImageArchitecture): boolean {
  const isElf = program.length > 64 && program.readUInt32BE(0) === 0x7f454c46 && program[4] === 2;
  if (!isElf || program.readUInt16LE(ELF.machine) !== MACHINES[architecture]) return false;
  const start = Number(program.readBigUInt64LE(ELF.segments));
  const size = program.readUInt16LE(ELF.size);
  const types = Array.from({ length: program.readUInt16LE(ELF.count) }, (_, at) =>
    program.readUInt32LE(start + at * size),
  );
  return !types.includes(ELF.interpreter);
}

type Pack = ReturnType<typeof pack>;

function addBusybox(layer: Pack, { busybox, architecture, name }: ExtensionSource): void {
  if (!busybox || !isStaticFor(busybox, architecture)) {
    throw new Error(`Make the image of ${name} for ${architecture}: there is no static busybox for it.`);
  }
  addFile(layer, '/bin/busybox', busybox, 0o755);
  layer.entry({ name: 'bin/sh', type: 'symlink', linkname: 'busybox', mtime: new Date(0) });
  // What its compose file mounts there.
  layer.entry({ name: 'engine', type: 'directory', mode: 0o755, mtime: new Date(0) });
}

async function addTree(layer: Pack, from: string, to: string): Promise<void> {
  if (!(await stat(from)).isDirectory()) {
    addFile(layer, to, await readFile(from), 0o644);
    return;
  }
  layer.entry({ name: to.slice(1), type: 'directory', mode: 0o755, mtime: new Date(0) });
  for (const name of (await readdir(from)).sort())
    await addTree(layer, join(from, name), posix.join(to, name));
}

function addFile(layer: Pack, path: string, content: Buffer, mode: number): void {
  layer.entry({ name: path.slice(1), mode, mtime: new Date(0) }, content);
}
