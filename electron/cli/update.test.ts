import { expect, it } from 'vitest';
import { UPDATE_OBSTACLES, type UpdateState } from '../../shared/contract/updates.ts';
import { wordsOf } from './update.ts';

const release = { version: '1.1.0', notes: '' };
const words = (update: UpdateState) => wordsOf({ version: '1.0.0', update });

it.each<[UpdateState, string]>([
  [{ kind: 'idle', isNewest: true }, 'Pier 1.0.0 is the newest version.'],
  [{ kind: 'available', release }, 'Pier 1.1.0 is available; this is 1.0.0.'],
  [{ kind: 'ready', release }, 'Pier 1.1.0 is ready; this is 1.0.0.'],
  [
    { kind: 'unavailable', reason: 'sources' },
    'does not update itself: it is run from its sources. Use: git pull',
  ],
])('%j', (update, expected) => expect(words(update)).toContain(expected));

it('fails as the check did', () => {
  const error = { code: 'update_refused' as const, message: 'It is not signed.', hint: 'Tell.' };
  expect(() => words({ kind: 'failed', step: 'check', error })).toThrow('It is not signed.');
  expect(() => words({ kind: 'offline' })).toThrow('cannot be reached');
});

it('has words for whatever stands in the way', () => {
  for (const reason of UPDATE_OBSTACLES)
    expect(words({ kind: 'unavailable', reason })).not.toContain('undefined');
});
