import { expect, it } from 'vitest';
import { secretsOfEnvironment, secretsOfProcess } from './known-secrets.ts';

it('takes the folder that Pier was started in for no password, whose short name it has', () => {
  const env = { PWD: '/home/ann/work', OLDPWD: '/home/ann', MYSQL_PWD: 'letmein', PROXY: 'http://u:pa55@x' };
  expect(secretsOfProcess(env)).toEqual(['letmein', 'pa55', 'pa55']);
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  expect(secretsOfEnvironment(variables)).not.toContain('/home/ann/work');
  expect(secretsOfEnvironment(variables)).toContain('letmein');
});
