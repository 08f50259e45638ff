import { describe, expect, it } from 'vitest';
import { emptyRunForm, type RunForm, readRunForm } from './run-form.ts';

const port = (hostPort: string, containerPort: string, protocol: 'tcp' | 'udp' = 'tcp') => ({
  key: hostPort + containerPort,
  hostPort,
  containerPort,
  protocol,
});
const volume = (source: string, target: string) => ({ key: source, source, target, readOnly: false });
const read = (over: Partial<RunForm>) => readRunForm({ ...emptyRunForm, image: 'nginx', ...over });
const errorsOf = (over: Partial<RunForm>) => {
  const result = read(over);
  return 'errors' in result ? result.errors : {};
};

describe('readRunForm', () => {
  it('makes a request of a whole form', () => {
    expect(
      read({
        image: ' nginx:alpine ',
        name: ' web ',
        command: `sh -c 'echo hi'`,
        ports: [port('8080', '80'), port('', '443')],
        env: [{ key: 'a', name: 'A', value: ' 1=2 ' }],
        volumes: [{ ...volume('data', '/data'), readOnly: true }, volume('/srv', '/srv')],
      }),
    ).toMatchObject({
      request: {
        image: 'nginx:alpine',
        name: 'web',
        command: ['sh', '-c', 'echo hi'],
        ports: [
          { hostPort: 8080, containerPort: 80, protocol: 'tcp' },
          { containerPort: 443, protocol: 'tcp' },
        ],
        env: [{ name: 'A', value: ' 1=2 ' }],
        volumes: [
          { source: 'data', target: '/data', readOnly: true },
          { source: '/srv', target: '/srv', readOnly: false },
        ],
      },
    });
  });

  it('leaves empty rows out and tells a problem at the row it is in', () => {
    const result = read({
      ports: [port('', ''), port('8080', '')],
      env: [{ key: 'e', name: '', value: '' }],
    });
    expect(result).toEqual({ errors: { 'ports.1.containerPort': 'Give a number from 1 to 65535' } });
  });

  it('wants an image and a name that the engine takes', () => {
    expect(errorsOf({ image: '  ', name: '-x' })).toEqual({
      image: 'Name an image',
      name: expect.stringContaining('letters'),
    });
  });

  it.each(['0', '65536', '-1', '80x', '8e3', '1.5', '0x50'])('does not take "%s" for a port', (text) => {
    expect(Object.keys(errorsOf({ ports: [port('', text)] }))).toEqual(['ports.0.containerPort']);
    expect(Object.keys(errorsOf({ ports: [port(text, '80')] }))).toEqual(['ports.0.hostPort']);
  });

  it('finds a port on this machine that is used twice, per protocol', () => {
    expect(errorsOf({ ports: [port('80', '80'), port('080', '81')] })).toEqual({
      'ports.1.hostPort': 'This port is used twice',
    });
    expect(errorsOf({ ports: [port('80', '80'), port('80', '80', 'udp')] })).toEqual({});
    expect(errorsOf({ ports: [port('', '80'), port('', '81')] })).toEqual({});
  });

  it('refuses a relative path as the source of a volume, and a target used twice', () => {
    expect(Object.keys(errorsOf({ volumes: [volume('./data', '/data')] }))).toEqual(['volumes.0.source']);
    expect(Object.keys(errorsOf({ volumes: [volume('data', 'data')] }))).toEqual(['volumes.0.target']);
    expect(errorsOf({ volumes: [volume('a', '/data'), volume('b', '/data/')] })).toEqual({
      'volumes.1.target': 'This path is used twice',
    });
  });

  it('names what is wrong with a command', () => {
    expect(errorsOf({ command: `sh -c 'x` })).toEqual({ command: "A ' is not closed" });
    expect(errorsOf({ command: 'x \\' })).toEqual({ command: 'Ends in a lone backslash' });
  });

  it('a variable needs a name without "="', () => {
    expect(Object.keys(errorsOf({ env: [{ key: 'a', name: 'A=B', value: '' }] }))).toEqual(['env.0.name']);
    expect(Object.keys(errorsOf({ env: [{ key: 'a', name: '', value: 'x' }] }))).toEqual(['env.0.name']);
  });
});
