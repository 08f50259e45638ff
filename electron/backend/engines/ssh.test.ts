import { describe, expect, it } from 'vitest';
import { parseSshAddress, sshArgs } from './ssh-command.ts';
import { explainNoSsh, explainSshEnd } from './ssh-errors.ts';

describe('sshArgs', () => {
  it('asks for nothing, and leads to docker over there', () => {
    expect(sshArgs(parseSshAddress('ssh://ann@build.example:2222'))).toEqual([
      '-o',
      'BatchMode=yes',
      '-T',
      '-l',
      'ann',
      '-p',
      '2222',
      '--',
      'build.example',
      'docker system dial-stdio',
    ]);
  });

  it('leaves to the configuration what the address does not say', () => {
    expect(sshArgs(parseSshAddress('ssh://build'))).toEqual([
      '-o',
      'BatchMode=yes',
      '-T',
      '--',
      'build',
      'docker system dial-stdio',
    ]);
  });

  it('names a socket, quoted for the shell over there', () => {
    expect(sshArgs(parseSshAddress("ssh://build/run/a%20b;'x.sock")).at(-1)).toBe(
      `docker '--host=unix:///run/a b;'\\''x.sock' system dial-stdio`,
    );
  });

  it.each(['ssh://', 'ssh://-x', 'ssh://-l@host', 'ssh://a:b@host', 'ssh://host?x=1'])(
    'refuses %s',
    (address) => {
      expect(() => parseSshAddress(address)).toThrow();
    },
  );

  it('knows the port 80 as well', () => {
    expect(parseSshAddress('ssh://host:80').port).toBe(80);
  });
});

describe('explainSshEnd', () => {
  const target = { host: 'build', user: 'ann', port: 2222 };
  it.each([
    [
      'No ED25519 host key is known for build and you have requested strict checking.\nHost key verification failed.',
      255,
      'ssh_host_key_refused',
      /compare the key: ssh -p 2222 ann@build/,
    ],
    [
      '@@@@\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.',
      255,
      'ssh_host_key_refused',
      /ssh-keygen -R '\[build\]:2222'/,
    ],
    ['ann@build: Permission denied (publickey,password).', 255, 'ssh_sign_in_refused', /ssh-add/],
    ['sh: 1: docker: not found', 127, 'ssh_docker_missing', /Install it there/],
    ['bash: line 1: docker: command not found', 127, 'ssh_docker_missing', /Install it there/],
    ["docker: 'dial-stdio' is not a docker command.", 1, 'ssh_docker_missing', /18\.09/],
    [
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      1,
      'ssh_failed',
      /group docker/,
    ],
    ['ssh: connect to host build port 2222: Connection refused', 255, 'ssh_failed', /keeps trying/],
    ['', null, 'ssh_failed', /keeps trying/],
  ])('tells what to do about %s', (stderr, code, errorCode, hint) => {
    const error = explainSshEnd(target, { code, stderr });
    expect(error).toMatchObject({ code: errorCode, hint: expect.stringMatching(hint) });
    expect(error.message).toContain("'ann@build:2222'");
  });

  it('takes the last line that is no warning', () => {
    const stderr =
      "Warning: Permanently added 'build'.\nssh: Could not resolve hostname build: No such host\n";
    expect(explainSshEnd(target, { code: 255, stderr }).message).toContain(
      'Could not resolve hostname build',
    );
  });

  it('knows a computer without ssh', () => {
    expect(
      explainNoSsh(target, Object.assign(new Error('spawn ssh ENOENT'), { code: 'ENOENT' })).message,
    ).toContain('no ssh program');
  });
});
