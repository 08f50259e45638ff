/** Programs as people write them with testcontainers for Node. Prints TAP; run from a folder that has the package. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCases } from './run-cases.mjs';

const require = createRequire(join(process.cwd(), 'package.json'));
const { GenericContainer, Network, Wait, PullPolicy } = require('testcontainers');

/** Answers each request of HTTP with a line. */
const SERVER =
  'while true; do printf "HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\nConnection: close\\r\\n\\r\\nhi\\n" | nc -l -p 8080; done';
const server = () =>
  new GenericContainer('busybox:latest').withCommand(['sh', '-c', `trap exit TERM; echo serving; ${SERVER}`]);

await runCases({
  'starts a container, waits for its log, and reads its port': async () => {
    const container = await server()
      .withExposedPorts(8080)
      .withWaitStrategy(Wait.forLogMessage('serving'))
      .start();
    assert.ok(container.getMappedPort(8080) > 0);
    await container.stop();
  },
  'reaches a published port over HTTP': async () => {
    const container = await server()
      .withExposedPorts(8080)
      .withWaitStrategy(Wait.forHttp('/', 8080).withStartupTimeout(60_000))
      .start();
    const answer = await fetch(`http://${container.getHost()}:${container.getMappedPort(8080)}/`);
    assert.equal(await answer.text(), 'hi\n');
    await container.stop();
  },
  'runs commands in it, with output and exit code': async () => {
    const container = await server().withEnvironment({ COLOUR: 'blue' }).start();
    const { output, exitCode } = await container.exec(['sh', '-c', 'echo $COLOUR; exit 3']);
    assert.deepEqual([output, exitCode], ['blue\n', 3]);
    await container.stop();
  },
  'copies files and content into it and an archive out of it': async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pier-compat-'));
    writeFileSync(join(folder, 'one.txt'), 'one');
    const container = await server()
      .withCopyFilesToContainer([{ source: join(folder, 'one.txt'), target: '/one.txt' }])
      .withCopyContentToContainer([{ content: 'two', target: '/two.txt' }])
      .start();
    const { output } = await container.exec(['cat', '/one.txt', '/two.txt']);
    assert.equal(output, 'onetwo');
    let bytes = 0;
    for await (const part of await container.copyArchiveFromContainer('/one.txt')) bytes += part.length;
    assert.ok(bytes >= 1024);
    await container.stop();
    rmSync(folder, { recursive: true });
  },
  'follows logs': async () => {
    const container = await new GenericContainer('busybox:latest')
      .withCommand(['sh', '-c', 'for i in 1 2 3; do echo line $i; sleep 0.1; done; sleep 60'])
      .start();
    let text = '';
    const logs = await container.logs();
    await new Promise((resolve) => {
      logs.on('data', (line) => {
        text += line;
        if (text.includes('line 3')) resolve();
      });
    });
    assert.deepEqual(text.trim().split(/\n+/), ['line 1', 'line 2', 'line 3']);
    logs.destroy();
    await container.stop({ timeout: 0 });
  },
  'waits for health, and gives up in its time': async () => {
    const healthy = await server()
      .withHealthCheck({
        test: ['CMD-SHELL', 'true'],
        interval: 100,
        timeout: 1000,
        retries: 5,
        startPeriod: 100,
      })
      .withWaitStrategy(Wait.forHealthCheck())
      .start();
    await healthy.stop();
    await assert.rejects(
      server().withWaitStrategy(Wait.forLogMessage('never').withStartupTimeout(1000)).start(),
      /never/,
    );
  },
  'connects containers by name on a network of its own': async () => {
    const network = await new Network().start();
    const one = await server().withNetwork(network).withNetworkAliases('one').start();
    const two = await server().withNetwork(network).start();
    const { output } = await two.exec(['wget', '-qO-', 'http://one:8080/']);
    assert.equal(output, 'hi\n');
    await two.stop();
    await one.stop();
    await network.stop();
  },
  'builds an image': async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pier-compat-'));
    writeFileSync(
      join(folder, 'Dockerfile'),
      'FROM busybox:latest\nARG WORD\nRUN echo $WORD >/word\nCMD ["sleep", "60"]\n',
    );
    const image = await GenericContainer.fromDockerfile(folder).withBuildArgs({ WORD: 'built' }).build();
    const container = await image.start();
    assert.equal((await container.exec(['cat', '/word'])).output, 'built\n');
    await container.stop({ timeout: 0 });
    rmSync(folder, { recursive: true });
  },
  'limits resources, mounts memory, and restarts': async () => {
    const container = await server()
      .withResourcesQuota({ memory: 0.0625, cpu: 0.5 })
      .withTmpFs({ '/scratch': 'rw,size=1m' })
      .start();
    const id = container.getId();
    await container.restart({ timeout: 0 });
    assert.equal(container.getId(), id);
    assert.match((await container.exec(['mount'])).output, /\/scratch type tmpfs/);
    await container.stop();
  },
  'says that an image cannot be pulled': async () => {
    await assert.rejects(
      new GenericContainer('127.0.0.1:9/none/none:1').withPullPolicy(PullPolicy.alwaysPull()).start(),
    );
  },
});
