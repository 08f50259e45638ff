import { expect, it } from 'vitest';
import type { ExecItem } from '../../../../shared/contract/extension-api.ts';
import { ExecOutput } from './exec-output.ts';

it('output is put together, and letters are never cut', async () => {
  const output = new ExecOutput();
  const [first, second] = [Buffer.from('ä'.repeat(3)).subarray(0, 3), Buffer.from('ä'.repeat(3)).subarray(3)];
  output.push('stdout', first);
  output.push('stderr', Buffer.from('x'));
  output.push('stdout', second);
  output.end(0, null);
  output.fail(new Error('too late'));
  const items: ExecItem[] = [];
  for await (const item of output.items(new AbortController().signal)) items.push(item);
  expect(items).toEqual([{ stdout: 'ä' }, { stderr: 'x' }, { stdout: 'ää' }, { code: 0, signal: null }]);
});
