import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { TestSource } from '../../../../e2e/fixtures/test-source.ts';
import { EngineClient } from '../../engine/engine-client.ts';
import { silentLogger } from '../../log/logger.ts';
import { type ApiService, readServicePorts, ServicePorts } from './service-ports.ts';

const WEB: ApiService = {
  ID: 'q8xr',
  Spec: { Name: 'web' },
  Endpoint: {
    Ports: [
      { Protocol: 'tcp', TargetPort: 80, PublishedPort: 8080, PublishMode: 'ingress' },
      { Protocol: 'udp', TargetPort: 53, PublishedPort: 5353, PublishMode: 'ingress' },
      { Protocol: 'tcp', TargetPort: 81, PublishedPort: 8081, PublishMode: 'host' },
      { Protocol: 'sctp', TargetPort: 82, PublishedPort: 8082, PublishMode: 'ingress' },
      { Protocol: 'tcp', TargetPort: 83, PublishMode: 'ingress' },
    ],
  },
};

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** An engine that is asked for its services alone; undefined where it is no manager. */
async function startEngine() {
  const dir = mkdtempSync(join(tmpdir(), 'pier-services-'));
  const state: { services: ApiService[] | undefined } = { services: undefined };
  const listeners = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const path = request.url?.replace(/^\/v[\d.]+/, '') ?? '';
    if (path.startsWith('/events')) {
      response.writeHead(200).flushHeaders();
      listeners.add(response);
    } else if (path.startsWith('/services')) {
      response.writeHead(state.services ? 200 : 503, { 'content-type': 'application/json' });
      response.end(JSON.stringify(state.services ?? { message: 'This node is not a swarm manager.' }));
    } else {
      response.end('OK');
    }
  });
  const socket = join(dir, 'engine.sock');
  server.listen(socket);
  await once(server, 'listening');
  ends.push(() => {
    server.closeAllConnections();
    server.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const tell = (services: ApiService[] | undefined, Type: string, Action: string, Attributes = {}) => {
    state.services = services;
    for (const listener of listeners)
      listener.write(`${JSON.stringify({ Type, Action, Actor: { Attributes } })}\n`);
  };
  return { endpoint: { kind: 'unix', path: socket } as const, tell };
}

describe('what services publish', () => {
  it('is what the routing mesh takes, over protocols that can be forwarded', () => {
    expect(
      readServicePorts(WEB).map((p) => `${p.containerName} ${p.protocol} ${p.hostPort}>${p.containerPort}`),
    ).toEqual(['web tcp 8080>80', 'web udp 5353>53']);
    expect(readServicePorts({ ID: 'q8xr' })).toEqual([]);
  });

  it('is followed from before there is a swarm until after there was one', async () => {
    const { endpoint, tell } = await startEngine();
    const source = new TestSource(endpoint);
    const client = new EngineClient(endpoint);
    const services = new ServicePorts({ source, client: () => client, log: silentLogger });
    ends.push(() => services.dispose());
    services.follow();
    const ports = () => services.current()?.map(({ hostPort }) => hostPort);
    await expect.poll(ports).toEqual([]);
    tell([WEB], 'service', 'create');
    await expect.poll(ports).toEqual([8080, 5353]);
    tell([], 'network', 'disconnect');
    tell(
      [{ ID: 'other', Endpoint: { Ports: [{ ...WEB.Endpoint?.Ports?.[0], PublishedPort: 9090 }] } }],
      'node',
      'update',
    );
    await expect.poll(ports).toEqual([9090]);
    tell(undefined, 'container', 'die', { 'com.docker.swarm.service.id': 'other' });
    await expect.poll(ports).toEqual([]);
    source.set(undefined);
    await expect.poll(ports).toBe(undefined);
  });
});
