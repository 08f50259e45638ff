import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CommandFailed, runCommand } from './run-command.ts';

const signal = new AbortController().signal;

/** Nobody may be there to reap an orphan: a zombie is gone. */
function exists(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

test('every line of both outputs is handed on', async () => {
  const lines: string[] = [];
  await runCommand('sh', ['-c', 'echo one; echo two >&2; printf three'], {
    signal,
    onLine: (l) => lines.push(l),
  });
  expect(lines.sort()).toEqual(['one', 'three', 'two']);
});

test('a failure carries its code and the last lines', async () => {
  const failed = runCommand('sh', ['-c', 'seq 100 >&2; exit 3'], { signal });
  await expect(failed).rejects.toThrow("'sh' ended with code 3");
  const error = (await failed.catch((e: unknown) => e)) as CommandFailed;
  expect(error.lastLines.at(-1)).toBe('100');
  expect(error.lastLines.length).toBeLessThan(100);
});

test('a program that is not there', async () => {
  const error = await runCommand('/no/such/program', [], { signal }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(CommandFailed);
  expect(String(error)).toContain('/no/such/program');
});

test('an abort ends the command and what it started', async () => {
  const abort = new AbortController();
  let grandchild = 0;
  const running = runCommand('sh', ['-c', 'sleep 600 & echo $!; wait'], {
    signal: abort.signal,
    onLine: (line) => {
      grandchild = Number(line);
      abort.abort();
    },
  });
  await expect(running).rejects.toThrow('aborted');
  await expect.poll(() => exists(grandchild), { timeout: 20_000 }).toBe(false);
});

test('the end of this process by force ends the command and what it started', async () => {
  const file = fileURLToPath(new URL('./run-command.ts', import.meta.url));
  const script = `
    import { runCommand } from ${JSON.stringify(file)};
    await runCommand('sh', ['-c', 'sleep 600 & echo $!; wait'], {
      signal: new AbortController().signal,
      onLine: (line) => process.stdout.write(line + '\\n'),
    });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const grandchild = await new Promise<number>((resolve) =>
    child.stdout.once('data', (chunk) => resolve(Number(chunk))),
  );
  expect(exists(grandchild)).toBe(true);
  child.kill('SIGKILL');
  await expect.poll(() => exists(grandchild), { timeout: 20_000 }).toBe(false);
}, 60_000);

test('nothing is started for a signal that is aborted already', async () => {
  const lines: string[] = [];
  const started = runCommand('echo', ['started'], {
    signal: AbortSignal.abort(),
    onLine: (l) => lines.push(l),
  });
  await expect(started).rejects.toThrow();
  expect(lines).toEqual([]);
});
