import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import type { ContainersUpdate } from '../../../shared/contract/containers.ts';
import { silentLogger } from '../log/logger.ts';
import { ContainerList } from './container-list.ts';
import type { EngineClient, EngineRequest } from './engine-client.ts';

const ID = 'a'.repeat(64);

/** An engine whose list shows a change only when it is asked for the third time after the event. */
class LaggingEngine {
  readonly endpoint = { kind: 'unix', path: '/nowhere' } as const;
  readonly events = new PassThrough();
  #shown = 'running';
  #next = 'running';
  #asked = 0;

  tell(action: string, state: string): void {
    this.#next = state;
    this.#asked = 0;
    this.events.write(`${JSON.stringify({ Type: 'container', Action: action, Actor: { ID } })}\n`);
  }

  async open({ path }: EngineRequest) {
    return path === '/events' ? this.events : Object.assign(new PassThrough().end(), { headers: {} });
  }

  async json(): Promise<unknown> {
    if (++this.#asked === 3) this.#shown = this.#next;
    const times = { Created: 1, Ports: [], Labels: {}, Names: ['/ferry'] };
    return [{ Id: ID, Image: 'i', ImageID: 'i', Command: 'c', State: this.#shown, Status: '', ...times }];
  }
}

it.each([
  ['pause', 'paused'],
  ['die', 'exited'],
])('asks again while the list does not show what "%s" told', async (action, state) => {
  const engine = new LaggingEngine();
  const source = { current: () => engine.endpoint, expected: () => false, onChange: () => () => {} };
  const client = engine as unknown as EngineClient;
  const list = new ContainerList({ source, client: () => client, log: silentLogger });
  const abort = new AbortController();
  const states: string[] = [];
  const following = (async () => {
    for await (const update of list.watch(abort.signal)) states.push(stateIn(update));
  })();
  await expect.poll(() => states, { timeout: 10_000 }).toEqual(['running']);
  engine.tell(action, state);
  await expect.poll(() => states, { timeout: 10_000 }).toEqual(['running', state]);
  abort.abort();
  await following;
});

function stateIn(update: ContainersUpdate): string {
  if (update.kind === 'snapshot') return update.containers[0]?.state ?? '';
  return update.kind === 'delta' ? (update.upsert[0]?.state ?? '') : update.kind;
}
