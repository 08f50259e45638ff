import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EngineAbout } from '../../../shared/contract/engines.ts';
import { AppError, type ErrorData } from '../../../shared/errors.ts';
import { silentLogger } from '../log/logger.ts';
import type { DockerContext } from './docker-contexts.ts';
import type { EngineAboutReader } from './engine-about.ts';
import type { EngineRoom } from './engine-room.ts';
import { EngineSwitch } from './engine-switch.ts';

const about: EngineAbout = { state: { kind: 'running', since: 0 }, lacks: [] };

/** A room without an engine in it. */
function room(name: string) {
  const made = {
    name,
    ended: false,
    inUse: false,
    about: { current: () => about, onChange: () => () => {}, dispose() {} } as unknown as EngineAboutReader,
    handlers: {} as EngineRoom['handlers'],
    isInUse: () => made.inUse,
    connect: async () => {},
    dispose: async () => {
      made.ended = true;
    },
  };
  return made;
}

function context(name: string, digest = name): DockerContext {
  return { name, description: '', address: '', digest, target: { kind: 'unix', path: `/run/${digest}` } };
}

let dir: string;
let contexts: DockerContext[];
let rooms: ReturnType<typeof room>[];
let notices: ErrorData[];
let tasks: number;
let changed: () => void;
let engines: EngineSwitch;
const own = room('own');

async function make(): Promise<EngineSwitch> {
  const made = new EngineSwitch({
    own,
    contexts: async () => contexts,
    watch: (onChange) => {
      changed = onChange;
      return () => {};
    },
    openRoom: async ({ name, target }) => {
      if (target instanceof AppError) throw target;
      const opened = room(name);
      rooms.push(opened);
      return opened;
    },
    areTasksRunning: () => tasks > 0,
    path: join(dir, 'shown.json'),
    notify: (notice) => notices.push(notice),
    log: silentLogger,
  });
  await made.init();
  return made;
}

const current = () => engines.state(own).current;
const kept = () => JSON.parse(readFileSync(join(dir, 'shown.json'), 'utf8')).engine;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pier-switch-'));
  contexts = [context('one'), context('two'), context('pier')];
  rooms = [];
  notices = [];
  tasks = 0;
  engines = await make();
});
afterEach(async () => {
  await engines.dispose();
  rmSync(dir, { recursive: true, force: true });
});

it("shows Pier's own at first, and keeps what is chosen", async () => {
  expect(current()).toBe('pier');
  await engines.use('one');
  expect(kept()).toBe('one');
  await engines.dispose();
  engines = await make();
  expect(current()).toBe('one');
});

it("tells a context of the name of Pier's own apart", async () => {
  expect(engines.state(own).engines.map(({ id }) => id)).toEqual(['pier', 'one', 'two', 'context:pier']);
  await engines.use('context:pier');
  expect(rooms.map(({ name }) => name)).toEqual(['pier']);
});

it('refuses what there is not, and shows what it showed', async () => {
  await engines.use('one');
  await expect(engines.use('none')).rejects.toMatchObject({ code: 'context_not_found' });
  expect(current()).toBe('one');
});

it('ends a room when nobody is in it, and not before', async () => {
  await engines.use('one');
  const [one] = rooms;
  const { leave } = engines.enter();
  await engines.use('two');
  expect(one?.ended).toBe(false);
  leave();
  await vi.waitFor(() => expect(one?.ended).toBe(true));
});

it.each(['a terminal', 'a task'])(
  'keeps a room while %s goes on in it, and goes back to it',
  async (what) => {
    await engines.use('one');
    const [one] = rooms;
    if (!one) throw new Error('No room was opened.');
    if (what === 'a task') tasks = 1;
    else one.inUse = true;
    await engines.use('two');
    await engines.use('one');
    expect(one.ended).toBe(false);
    expect(rooms.map(({ name }) => name)).toEqual(['one', 'two']);
  },
);

it("never ends the room of Pier's own", async () => {
  await engines.use('one');
  await engines.use('two');
  expect(own.ended).toBe(false);
});

it('opens another room where the context leads elsewhere now', async () => {
  await engines.use('one');
  const { room: before } = engines.enter();
  contexts = [context('one', 'moved')];
  changed();
  await vi.waitFor(() => expect(engines.state(before).isStale).toBe(true));
  expect(current()).toBe('one');
  expect(rooms).toHaveLength(2);
});

it('falls back where the context is gone, and says so once', async () => {
  await engines.use('one');
  contexts = [];
  changed();
  changed();
  await vi.waitFor(() => expect(current()).toBe('pier'));
  await vi.waitFor(() => expect(kept()).toBe('pier'));
  expect(notices).toMatchObject([{ code: 'context_not_found', message: expect.stringContaining("'one'") }]);
});

it('falls back at the start where the context cannot be used', async () => {
  await engines.use('one');
  await engines.dispose();
  contexts = [{ ...context('one'), target: new AppError('context_invalid', 'Read it: no.', 'Mend it.') }];
  engines = await make();
  expect(current()).toBe('pier');
  expect(notices).toMatchObject([{ code: 'context_invalid' }]);
});
