import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findHolder, type Holder } from '../../find-holder.ts';

const LSOF_TIMEOUT_MS = 5000;

/**
 * Who has a file open, as far as this user may see it. Where there is no /proc, by lsof(8), which macOS has.
 * Takes a tenth of a second and more.
 */
export async function fileHolders(path: string, platform = process.platform): Promise<Holder[]> {
  if (platform === 'linux') {
    const holder = await findHolder(new Set([path]));
    return holder ? [holder] : [];
  }
  try {
    // -w: nothing about file systems that it cannot look at; it ends with 1 where nobody has it.
    const args = ['-w', '-F', 'pc', '--', path];
    return parseLsof((await promisify(execFile)('lsof', args, { timeout: LSOF_TIMEOUT_MS })).stdout);
  } catch (error) {
    return parseLsof((error as { stdout?: string }).stdout ?? '');
  }
}

/** Lines of `-F pc`: "p123", then "cvfkit", then those of each file ("f4"). */
export function parseLsof(output: string): Holder[] {
  const holders: Holder[] = [];
  let pid: number | undefined;
  for (const line of output.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    if (line.startsWith('c') && pid) holders.push({ pid, name: line.slice(1) });
  }
  return holders;
}
