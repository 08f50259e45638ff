import { expect, it } from 'vitest';
import { withVariables } from './with-variables.ts';

it('adds what is not given, whatever the case of its letters', () => {
  const given = [
    { name: 'A', value: null },
    { name: 'http_proxy', value: '' },
  ];
  const variables = { HTTP_PROXY: 'http://p:1', http_proxy: 'http://p:1', NO_PROXY: 'x' };
  expect(withVariables(given, variables)).toEqual([...given, { name: 'NO_PROXY', value: 'x' }]);
  expect(withVariables(given, {})).toEqual(given);
});
