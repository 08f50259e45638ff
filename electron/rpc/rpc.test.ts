import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import {
  type HandlersOf,
  procedure,
  type Role,
  type StreamNamesOf,
  stream,
} from '../../shared/contract/define.ts';
import { AppError } from '../../shared/errors.ts';
import { createClient } from '../../shared/rpc/client.ts';
import { MAX_MESSAGE_LENGTH, STREAM_WINDOW } from '../../shared/rpc/protocol.ts';
import { silentLogger } from '../backend/log/logger.ts';
import { serve } from './server.ts';
import { LINKS, type Link } from './test-links.ts';

const contract = {
  test: {
    echo: procedure({ input: z.object({ text: z.string().default('nothing') }), output: z.string() }),
    fail: procedure({ input: z.object({}), output: z.object({}) }),
    bug: procedure({ input: z.object({}), output: z.object({}) }),
    whoAmI: procedure({ input: z.object({}), output: z.string() }),
    private: procedure({ input: z.object({}), output: z.object({}), roles: ['ui'] }),
    privateStream: stream({ input: z.object({}), item: z.string(), roles: ['ui'] }),
    huge: procedure({ input: z.object({}), output: z.string() }),
    hang: procedure({ input: z.object({}), output: z.object({}) }),
    count: stream({ input: z.object({ to: z.number().int() }), item: z.number() }),
    failAfter: stream({ input: z.object({ items: z.number() }), item: z.number() }),
    flood: stream({ input: z.object({ itemLength: z.number(), items: z.number() }), item: z.string() }),
    wait: stream({ input: z.object({}), item: z.string() }),
    hugeItem: stream({ input: z.object({}), item: z.string() }),
  },
};

const STREAMS = new Set<StreamNamesOf<typeof contract>>([
  'test.privateStream',
  'test.count',
  'test.failAfter',
  'test.flood',
  'test.wait',
  'test.hugeItem',
]);

/** What happened on the server's side. */
class Probe {
  produced = 0;
  ended = 0;
  aborted = 0;

  handlers: HandlersOf<typeof contract> = {
    test: {
      echo: ({ text }) => text,
      fail: () => {
        throw new AppError('port_taken', "Cannot publish '80': it is taken.", 'Choose another port.');
      },
      bug: async () => {
        throw new TypeError('undefined is not a function');
      },
      whoAmI: (_input, { role }) => role,
      private: () => ({}),
      privateStream: () => this.#flood(1, 1),
      huge: () => 'x'.repeat(MAX_MESSAGE_LENGTH + 1),
      hang: (_input, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            this.aborted += 1;
            reject(signal.reason);
          });
        }),
      count: ({ to }) => this.#count(to),
      failAfter: ({ items }) => this.#failAfter(items),
      flood: ({ itemLength, items }) => this.#flood(itemLength, items),
      wait: (_input, { signal }) => this.#wait(signal),
      hugeItem: () => this.#flood(MAX_MESSAGE_LENGTH + 1, 3),
    },
  };

  async *#count(to: number) {
    for (let i = 1; i <= to; i += 1) yield i;
  }

  async *#failAfter(items: number) {
    yield* this.#count(items);
    throw new AppError('container_not_found', "Cannot find 'web': it is gone.", 'Refresh the list.');
  }

  async *#flood(itemLength: number, items: number) {
    const item = 'x'.repeat(itemLength);
    try {
      for (let i = 0; i < items; i += 1) {
        this.produced += 1;
        yield item;
      }
    } finally {
      this.ended += 1;
    }
  }

  async *#wait(signal: AbortSignal) {
    try {
      yield 'first';
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    } finally {
      this.ended += 1;
    }
  }
}

vi.setConfig({ testTimeout: 60_000 });

/** Slow machines are slow, not wrong. */
function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 30_000, interval: 5 });
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'none',
    (error: unknown) => (error instanceof AppError ? error.code : `not an AppError: ${String(error)}`),
  );
}

describe.each(Object.entries(LINKS))('the RPC over %s', (_name, makeLink) => {
  const links: Link[] = [];

  async function connect(role: Role = 'web') {
    const link = await makeLink();
    links.push(link);
    const probe = new Probe();
    const log = { ...silentLogger, error: vi.fn(), warn: vi.fn() };
    const closed = vi.fn();
    link.client.onClose(closed);
    serve({ contract, handlers: probe.handlers, transport: link.server, role, log });
    return { link, probe, log, closed, client: createClient<typeof contract>(STREAMS, link.client) };
  }

  afterEach(async () => {
    for (const link of links.splice(0)) await link.dispose();
  });

  it('answers calls, with what the schema defaults and with what no ASCII is', async () => {
    const { client } = await connect();
    expect(await client.test.echo({ text: 'Grüße 🐳\u0000\n"' })).toBe('Grüße 🐳\u0000\n"');
    expect(await client.test.echo({})).toBe('nothing');
  });

  it('carries an AppError with code, message and hint', async () => {
    const { client, log } = await connect();
    const error = await client.test.fail({}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).toData()).toEqual({
      code: 'port_taken',
      message: "Cannot publish '80': it is taken.",
      hint: 'Choose another port.',
    });
    expect(log.error).not.toHaveBeenCalled();
  });

  it('makes an internal error of a bug, and logs it', async () => {
    const { client, log } = await connect();
    expect(await codeOf(client.test.bug({}))).toBe('internal');
    expect(log.error).toHaveBeenCalledOnce();
  });

  it('validates input on the server, and names what is wrong', async () => {
    const { client, probe } = await connect();
    const wrong = client.test.count({ to: 1.5 }).next();
    await expect(wrong).rejects.toMatchObject({ code: 'bad_input', message: expect.stringContaining('to') });
    expect(await codeOf(client.test.echo(null as never))).toBe('bad_input');
    expect(probe.produced).toBe(0);
  });

  it('takes the role from the connection, and refuses what is not open to it', async () => {
    const { client, probe } = await connect('extension:org.example');
    expect(await codeOf(client.test.whoAmI({}))).toBe('forbidden');
    const web = await connect('web');
    expect(await web.client.test.whoAmI({})).toBe('web');
    expect(await codeOf(web.client.test.private({}))).toBe('forbidden');
    expect(await codeOf(web.client.test.privateStream({}).next())).toBe('forbidden');
    expect(web.probe.produced + probe.produced).toBe(0);
    const ui = await connect('ui');
    expect(await ui.client.test.private({})).toEqual({});
  });

  it.each([
    'test.nothing',
    'nothing.echo',
    'test.echo.x',
    'test',
    '',
    '__proto__.toString',
    'test.constructor',
    'constructor.name',
  ])('tells that it does not know the method %j', async (method) => {
    const { link } = await connect();
    const answer = new Promise<string | undefined>((resolve) => link.client.onMessage(resolve));
    link.client.send(JSON.stringify({ t: 'call', id: 7, method, input: {} }));
    expect(JSON.parse((await answer) ?? '')).toMatchObject({
      t: 'err',
      id: 7,
      error: { code: 'unknown_method' },
    });
  });

  it('streams items in order, and the end', async () => {
    const { client } = await connect();
    const items: number[] = [];
    for await (const item of client.test.count({ to: 1000 })) items.push(item);
    expect(items).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
  });

  it('delivers what came before a failure, then the failure, then the end', async () => {
    const { client } = await connect();
    const items = client.test.failAfter({ items: 2 });
    expect((await items.next()).value).toBe(1);
    expect((await items.next()).value).toBe(2);
    expect(await codeOf(items.next())).toBe('container_not_found');
    expect((await items.next()).done).toBe(true);
  });

  it('cancels a stream on the server when the consumer leaves it', async () => {
    const { client, probe } = await connect();
    for await (const item of client.test.flood({ itemLength: 10, items: 1e9 })) {
      expect(item).toHaveLength(10);
      break;
    }
    await eventually(() => expect(probe.ended).toBe(1));
  });

  it('cancels calls and streams by signal, on both sides', async () => {
    const { client, probe } = await connect();
    const abort = new AbortController();
    const call = codeOf(client.test.hang({}, { signal: abort.signal }));
    const items = client.test.wait({}, { signal: abort.signal });
    expect((await items.next()).value).toBe('first');
    const waiting = codeOf(items.next());
    abort.abort();
    expect(await call).toBe('cancelled');
    expect(await waiting).toBe('cancelled');
    await eventually(() => expect([probe.aborted, probe.ended]).toEqual([1, 1]));
    expect(await codeOf(client.test.echo({}, { signal: abort.signal }))).toBe('cancelled');
    expect(await client.test.echo({ text: 'still there' })).toBe('still there');
  });

  it('ends everything on both sides when the connection drops', async () => {
    const { client, probe, link } = await connect();
    const held = client.test.flood({ itemLength: 64 * 1024, items: 1e9 });
    await held.next();
    const waiting = client.test.wait({});
    await waiting.next();
    const blocked = codeOf(waiting.next());
    const call = codeOf(client.test.hang({}));
    await eventually(() => expect(probe.produced).toBeGreaterThan(3));
    link.client.close();
    expect(await call).toBe('connection_lost');
    expect(await blocked).toBe('connection_lost');
    // One held by back-pressure, one that waits for something of its own, one plain call.
    await eventually(() => expect([probe.ended, probe.aborted]).toEqual([2, 1]));
    expect(await codeOf(client.test.echo({}))).toBe('connection_lost');
  });

  it('fails calls when the server goes', async () => {
    const { client, link, closed } = await connect();
    const call = codeOf(client.test.hang({}));
    await client.test.echo({});
    link.server.close();
    expect(await call).toBe('connection_lost');
    expect(closed).toHaveBeenCalledOnce();
    expect(await codeOf(client.test.echo({}))).toBe('connection_lost');
  });

  it('holds the producer while the consumer takes nothing, and lets it go on when it does', async () => {
    const { client, probe } = await connect();
    const itemLength = 64 * 1024;
    const items = client.test.flood({ itemLength, items: 1000 });
    await items.next();
    const window = Math.ceil(STREAM_WINDOW / itemLength);
    await eventually(() => expect(probe.produced).toBeGreaterThanOrEqual(window));
    // Other calls pass, and each round trip would have let more items out.
    for (let i = 0; i < 20; i += 1) await client.test.echo({});
    expect(probe.produced).toBeLessThanOrEqual(window + 2);
    let taken = 1;
    for await (const item of items) taken += item.length / itemLength;
    expect(taken).toBe(1000);
    expect(probe.produced).toBe(1000);
  });

  it('carries 200 MB with flat memory', async () => {
    const { client } = await connect();
    const itemLength = 64 * 1024;
    const total = 200 * 1024 * 1024;
    let length = 0;
    let peak = 0;
    globalThis.gc?.();
    const before = process.memoryUsage();
    for await (const item of client.test.flood({ itemLength, items: total / itemLength })) {
      length += item.length;
      const { heapUsed, external } = process.memoryUsage();
      peak = Math.max(peak, heapUsed + external);
    }
    expect(length).toBe(total);
    // What the collector has not fetched yet counts too; the stream itself would be 200 MB.
    expect(peak - before.heapUsed - before.external).toBeLessThan(50 * 1024 * 1024);
  });

  it('answers 1,000 calls at once, and streams beside them', async () => {
    const { client } = await connect();
    const items = client.test.count({ to: 3 });
    const texts = Array.from({ length: 1000 }, (_, i) => `call ${i}`);
    const answers = await Promise.all(texts.map((text) => client.test.echo({ text })));
    expect(answers).toEqual(texts);
    expect((await items.next()).value).toBe(1);
  });

  it.each([
    ['no JSON', 'not JSON'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a call without an id', '{"t":"call"}'],
    ['a negative id', '{"t":"call","id":-1,"method":"test.echo"}'],
    ['a method that is a number', '{"t":"call","id":1,"method":7}'],
    ['a negative credit', '{"t":"credit","id":1,"n":-5}'],
    ['an answer', '{"t":"ok","id":1}'],
    ['100,000 lists in each other', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('closes a connection that talks rubbish: %s', async (_what, rubbish) => {
    const { link, closed, probe } = await connect();
    link.client.send(JSON.stringify({ t: 'call', id: 0, method: 'test.hang', input: {} }));
    link.client.send(rubbish);
    await eventually(() => expect(closed).toHaveBeenCalledOnce());
    await eventually(() => expect(probe.aborted).toBe(1));
  });

  it('closes a connection that sends no text', async () => {
    const { link, closed } = await connect();
    link.sendBinary();
    await eventually(() => expect(closed).toHaveBeenCalledOnce());
  });

  it('closes a connection that uses an id twice', async () => {
    const { link, closed } = await connect();
    for (let i = 0; i < 2; i += 1) {
      link.client.send(JSON.stringify({ t: 'call', id: 0, method: 'test.hang', input: {} }));
    }
    await eventually(() => expect(closed).toHaveBeenCalledOnce());
  });

  it('ignores cancels and credits of calls that are over', async () => {
    const { link, client } = await connect();
    link.client.send('{"t":"cancel","id":99}');
    link.client.send('{"t":"credit","id":99,"n":1}');
    expect(await client.test.echo({ text: 'fine' })).toBe('fine');
  });

  it('bounds messages: the caller of a huge input, a huge answer or a huge item is told, and nobody else', async () => {
    const { client, probe } = await connect();
    const huge = 'x'.repeat(MAX_MESSAGE_LENGTH + 1);
    expect(await codeOf(client.test.echo({ text: huge }))).toBe('bad_input');
    expect(await codeOf(client.test.huge({}))).toBe('bad_input');
    expect(await codeOf(client.test.hugeItem({}).next())).toBe('bad_input');
    await eventually(() => expect(probe.ended).toBe(1));
    expect(await client.test.echo({ text: 'still there' })).toBe('still there');
  });

  it('closes a connection that sends a huge message all the same', async () => {
    const { link, closed } = await connect();
    link.client.send(
      JSON.stringify({
        t: 'call',
        id: 0,
        method: 'test.echo',
        input: { text: 'x'.repeat(MAX_MESSAGE_LENGTH) },
      }),
    );
    await eventually(() => expect(closed).toHaveBeenCalledOnce());
  });

  it('does not ask for a stream that nobody reads', async () => {
    const { client, probe } = await connect();
    client.test.flood({ itemLength: 1, items: 1 });
    await client.test.echo({});
    await sleep(0);
    expect(probe.produced).toBe(0);
  });

  it('closes on an answer that is not of the protocol', async () => {
    const { client, link } = await connect();
    const call = codeOf(client.test.hang({}));
    link.server.send('{"t":"surprise"}');
    expect(await call).toBe('connection_lost');
  });
});
