import { parseSize, parseUsage } from './sizes.js';

/**
 * What takes room, as a tree. A node has its children, or tells how to look for them.
 * @typedef {object} Node
 * @property {string} name
 * @property {number} bytes on the disk
 * @property {Node[]} [children]
 * @property {(signal: AbortSignal) => Promise<Node[]>} [load]
 * @property {() => Promise<void>} [show] what it is, in the dashboard
 * @property {string} [note] what has to be known about it
 */

const { docker, extension, desktopUI } = window.ddClient;

/** The engine's folder is not where the backend looks. */
const ELSEWHERE = 3;

/**
 * Everything, by kinds. The engine tells of images, volumes and what containers wrote; the backend of logs and the rest.
 * @returns {Promise<Node>} @throws what a command failed with; AbortError
 */
export async function readUsage(signal) {
  const [totals, df, containers, images, logs, rest] = await Promise.all([
    // The engine measures once for both.
    run(docker.cli.exec, 'system', ['df', '--format', '{{ json . }}'], signal).then(parseLines),
    run(docker.cli.exec, 'system', ['df', '--verbose', '--format', '{{ json . }}'], signal).then(JSON.parse),
    docker.listContainers({ all: true, size: true }),
    docker.listImages(),
    ask(['logs'], signal),
    ask(['rest'], signal),
  ]);
  signal.throwIfAborted();
  const children = [
    imagesNode(df.Images ?? [], images, totals),
    containersNode(containers, logs),
    volumesNode(df.Volumes ?? []),
    group('Build cache', (df.BuildCache ?? []).map(cacheNode)),
    group(
      'Other files of the engine',
      (rest ?? []).map(({ name, bytes }) => ({ name, bytes })),
    ),
  ];
  const note = logs
    ? undefined
    : 'The engine keeps its files elsewhere: logs and folders of volumes are not shown.';
  return { ...group('All', children), ...(note && { note }) };
}

function group(name, children) {
  return { name, bytes: children.reduce((sum, { bytes }) => sum + bytes, 0), children };
}

function imagesNode(rows, images, totals) {
  const full = (short) =>
    images.find(({ Id }) => Id.replace('sha256:', '').startsWith(short.replace('sha256:', '')));
  /** Each once, though it may have several names. */
  const byId = new Map();
  for (const row of rows) byId.set(row.ID, byId.get(row.ID) ?? row);
  const nodes = [...byId.values()].map((row) => {
    const image = full(row.ID);
    const named = row.Repository !== '<none>' && row.Repository !== undefined;
    const name = named ? `${row.Repository}:${row.Tag}` : row.ID.replace('sha256:', '').slice(0, 12);
    return {
      name,
      bytes: parseSize(row.UniqueSize),
      note: `${row.Size} with the layers that it shares with others.`,
      load: (signal) => readLayers(row.ID, signal),
      ...(image && { show: () => desktopUI.navigate.viewImage(image.Id, named ? name : '') }),
    };
  });
  const total = parseSize(totals.find(({ Type: type }) => type === 'Images')?.Size);
  const shared = Math.max(0, total - nodes.reduce((sum, { bytes }) => sum + bytes, 0));
  const layers = { name: 'Layers that several images share', bytes: shared };
  return group('Images', shared > 0 ? [...nodes, layers] : nodes);
}

async function readLayers(id, signal) {
  const format = ['--no-trunc', '--human=false', '--format', '{{ json . }}'];
  const text = await run(docker.cli.exec, 'history', [...format, id], signal);
  return parseLines(text).map(({ CreatedBy: by, Size: size }) => ({
    name: by.replace(/^\/bin\/sh -c (#\(nop\))?\s*/, '') || 'a layer',
    bytes: Number(size),
  }));
}

function parseLines(text) {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function containersNode(containers, logs) {
  const sizes = new Map((logs ?? []).map(({ name, bytes }) => [name, bytes]));
  return group(
    'Containers',
    containers.map(({ Id: id, Names: [name = id], SizeRw: written = 0 }) => ({
      ...group(name.replace(/^\//, ''), [
        { name: 'What it has written', bytes: written },
        { name: 'Its log and settings', bytes: sizes.get(id) ?? 0 },
      ]),
      show: () => desktopUI.navigate.viewContainer(id),
    })),
  );
}

function volumesNode(volumes) {
  return group(
    'Volumes',
    volumes.map(({ Name: name, Size: size, Links: links }) => ({
      name,
      bytes: parseSize(size),
      ...(links === '0' && { note: 'No container uses it.' }),
      load: (signal) => readFolder(name, '', signal),
      show: () => desktopUI.navigate.viewVolume(name),
    })),
  );
}

/** @param {string} path from the volume's root, '' for that */
async function readFolder(volume, path, signal) {
  const entries = await ask(['volume', volume, ...(path ? [path] : [])], signal);
  if (!entries) throw new Error('The backend cannot see the files of this volume.');
  return entries.map(({ name, bytes }) => {
    const isFolder = name.endsWith('/');
    const below = path ? `${path}/${name.slice(0, -1)}` : name.slice(0, -1);
    return { name, bytes, ...(isFolder && { load: (again) => readFolder(volume, below, again) }) };
  });
}

function cacheNode({ ID: id, CacheType: type, Size: size }) {
  return { name: `${type ?? 'cache'} ${id.slice(0, 12)}`, bytes: parseSize(size) };
}

/** Of the backend; undefined where it cannot see the engine's files. */
async function ask(args, signal) {
  try {
    return parseUsage(await run(extension.vm.cli.exec, '/bin/sh', ['/service/usage.sh', ...args], signal));
  } catch (error) {
    if (error.code === ELSEWHERE) return undefined;
    throw error;
  }
}

/** Runs a command, whose words nothing splits, to its end. An aborted one is ended. */
function run(exec, command, args, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    let stdout = '';
    let stderr = '';
    const child = exec(command, args, {
      stream: {
        onOutput: (data) => {
          stdout += data.stdout ?? '';
          stderr += data.stderr ?? '';
        },
        onError: reject,
        onClose: (code) => {
          if (code === 0) resolve(stdout);
          else reject(Object.assign(new Error(stderr.trim() || `${command} ended with ${code}`), { code }));
        },
      },
    });
    signal.addEventListener('abort', () => {
      child.close();
      reject(signal.reason);
    });
  });
}
