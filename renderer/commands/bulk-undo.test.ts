import { describe, expect, it } from 'vitest';
import type { BulkAction } from '../../shared/contract/containers.ts';
import { undoOfBulk } from './bulk-undo.ts';
import type { CommandContext } from './command.ts';

/** The calls that an undo makes, in their order. */
async function callsOf(undo: ReturnType<typeof undoOfBulk>, failing?: BulkAction): Promise<string[]> {
  const calls: string[] = [];
  const bulk = async ({ action, ids }: { action: BulkAction; ids: string[] }) => {
    calls.push(`${action} ${ids.join(' ')}`);
    const error = { code: 'internal', message: 'Cannot.', hint: '' };
    return { results: ids.map((id) => ({ id, name: id, ...(action === failing ? { error } : {}) })) };
  };
  const context = { client: () => ({ containers: { bulk } }) } as unknown as CommandContext;
  await undo?.perform(context).catch((error: Error) => calls.push(error.message));
  return calls;
}

describe('undo of what was done to many', () => {
  const before = { a: { state: 'running' }, b: { state: 'paused' } } as const;

  it('starts what was stopped, and pauses again what had been paused', async () => {
    expect(await callsOf(undoOfBulk('stop', ['a', 'b'], before))).toEqual(['start a b', 'pause b']);
    expect(await callsOf(undoOfBulk('stop', ['a'], before))).toEqual(['start a']);
  });

  it('is the opposite of a start, a pause and a resume, and of nothing else', async () => {
    expect(await callsOf(undoOfBulk('start', ['a'], before))).toEqual(['stop a']);
    expect(await callsOf(undoOfBulk('pause', ['a'], before))).toEqual(['resume a']);
    expect(await callsOf(undoOfBulk('resume', ['b'], before))).toEqual(['pause b']);
    expect(undoOfBulk('restart', ['a'], before)).toBeUndefined();
    expect(undoOfBulk('remove', ['a'], before)).toBeUndefined();
  });

  it('ends with the first call that fails, and tells it', async () => {
    const calls = await callsOf(undoOfBulk('stop', ['b'], before), 'start');
    expect(calls).toEqual(['start b', 'Cannot.']);
  });
});
