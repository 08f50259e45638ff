/** Programs as people write them with dockerode, on the streams of the API above all. Prints TAP. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runCases } from './run-cases.mjs';

const require = createRequire(join(process.cwd(), 'package.json'));
const Docker = require('dockerode');
const docker = new Docker({ socketPath: process.env.DOCKER_SOCKET });

const make = (Cmd, more = {}) => docker.createContainer({ Image: 'busybox:latest', Cmd, ...more });
const textOf = async (stream) => {
  let text = '';
  for await (const part of stream) text += part;
  return text;
};
const gone = (container) => container.remove({ force: true, v: true });

await runCases({
  'attaches both ways, and the end of the input reaches the process': async () => {
    const container = await make(['sh', '-c', 'cat; echo end'], {
      OpenStdin: true,
      StdinOnce: true,
      AttachStdin: true,
    });
    const stream = await container.attach({
      stream: true,
      stdin: true,
      stdout: true,
      stderr: true,
      hijack: true,
    });
    const output = new PassThrough();
    docker.modem.demuxStream(stream, output, output);
    await container.start();
    stream.end('typed\n');
    stream.on('end', () => output.end());
    assert.equal(await textOf(output), 'typed\nend\n');
    assert.deepEqual((await container.wait()).StatusCode, 0);
    await gone(container);
  },
  'attaches to a terminal and resizes it': async () => {
    const container = await make(['sh', '-c', 'read x; stty size'], { Tty: true, OpenStdin: true });
    const stream = await container.attach({ stream: true, stdin: true, stdout: true, hijack: true });
    await container.start();
    await container.resize({ h: 33, w: 77 });
    stream.write('\n');
    assert.match(await textOf(stream), /33 77/);
    await gone(container);
  },
  'execs with input, output on both streams, and the exit code': async () => {
    const container = await make(['sleep', '60']);
    await container.start();
    const exec = await container.exec({
      Cmd: ['sh', '-c', 'cat; echo bad >&2; exit 5'],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    });
    const stream = await exec.start({ hijack: true, stdin: true });
    const [out, err] = [new PassThrough(), new PassThrough()];
    docker.modem.demuxStream(stream, out, err);
    stream.on('end', () => [out, err].map((each) => each.end()));
    stream.end('in');
    assert.deepEqual(await Promise.all([textOf(out), textOf(err)]), ['in', 'bad\n']);
    assert.equal((await exec.inspect()).ExitCode, 5);
    await gone(container);
  },
  'follows events, and hears nothing after it left': async () => {
    const events = await docker.getEvents({ filters: { type: ['container'] } });
    const seen = [];
    events.on('data', (part) =>
      seen.push(
        ...String(part)
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).Action),
      ),
    );
    const container = await make(['true']);
    await container.start();
    await container.wait();
    while (!seen.includes('die')) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(seen.slice(0, 2), ['create', 'start']);
    events.destroy();
    await gone(container);
  },
  'streams statistics and logs': async () => {
    const container = await make(['sh', '-c', 'for i in 1 2 3; do echo $i; done; sleep 60']);
    await container.start();
    const followed = await container.logs({ stdout: true, follow: true });
    for await (const part of followed) if (String(part).includes('3\n')) break;
    const stats = await container.stats({ stream: true });
    for await (const part of stats) {
      assert.ok(JSON.parse(String(part).split('\n')[0]).read);
      break;
    }
    await container.kill();
    await container.wait();
    const logs = await container.logs({ stdout: true, follow: false });
    assert.match(String(logs), /1\n[\s\S]*2\n[\s\S]*3\n/);
    await gone(container);
  },
  'puts an archive, gets it back, and exports all': async () => {
    const container = await make(['true']);
    const tar = await docker.getImage('busybox:latest').get();
    const bytes = [];
    for await (const part of tar) bytes.push(part);
    assert.ok(Buffer.concat(bytes).length > 500_000);
    const archive = await container.getArchive({ path: '/etc/passwd' });
    await container.putArchive(archive, { path: '/tmp' });
    assert.match(await textOf(await container.getArchive({ path: '/tmp/passwd' })), /root:x:0:0/);
    let exported = 0;
    for await (const part of await container.export()) exported += part.length;
    assert.ok(exported > 500_000);
    await gone(container);
  },
  'builds from a stream, tags, inspects, and removes': async () => {
    const container = await make(['true']);
    const files = await container.getArchive({ path: '/etc' });
    const stream = await docker
      .buildImage(files, { t: 'built:1', dockerfile: 'etc/none' })
      .catch((error) => error);
    assert.equal(stream.statusCode ?? stream.constructor.name, 500);
    await gone(container);
    await docker.getImage('busybox:latest').tag({ repo: 'tagged', tag: '1' });
    assert.ok((await docker.getImage('tagged:1').inspect()).Id);
    await docker.getImage('tagged:1').remove();
  },
  'is refused in the engine’s words': async () => {
    await assert.rejects(docker.getContainer('nosuch').inspect(), {
      statusCode: 404,
      reason: 'no such container',
    });
    await assert.rejects(docker.getVolume('no/slash').inspect(), /404|400/);
  },
});
