import { pack } from 'tar-stream';

/** A plain tar of files that belong to root alone, with the folders that they are in. @param now milliseconds */
export async function packFiles(files: Readonly<Record<string, string>>, now: number): Promise<Buffer> {
  const tar = pack();
  const mtime = new Date(now);
  const folders = new Set<string>();
  for (const [name, text] of Object.entries(files)) {
    for (const folder of foldersOf(name)) {
      if (!folders.has(folder)) tar.entry({ name: folder, type: 'directory', mode: 0o700, mtime });
      folders.add(folder);
    }
    tar.entry({ name, mode: 0o600, mtime }, text);
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** "a/b/c" is in "a" and "a/b". */
function foldersOf(name: string): string[] {
  const parts = name.split('/').slice(0, -1);
  return parts.map((_, depth) => parts.slice(0, depth + 1).join('/'));
}
