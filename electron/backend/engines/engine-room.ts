import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { engineSocket, type PierFiles } from '../../../vm/files.ts';
import { KnownProjects } from '../compose/known-projects.ts';
import type { LoginsForPrograms } from '../credentials/program-logins.ts';
import { Engine } from '../engine/engine.ts';
import { ExecSessions } from '../engine/exec/exec-sessions.ts';
import { hiddenObjects } from '../engine/hidden-objects.ts';
import type { RegistryLogins } from '../engine/images/registry-auth.ts';
import { Storage } from '../engine/storage.ts';
import type { Logger } from '../log/logger.ts';
import { forwardPublishedPorts } from '../network/ports/forward-published-ports.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { TaskRegistry } from '../tasks/task-registry.ts';
import type { TransferDesk } from '../transfers/transfer-desk.ts';
import { createEngineProbe, type EngineProbe } from '../vm/engine-probe.ts';
import { attachedDriver } from '../vm/select-driver.ts';
import { Supervisor } from '../vm/supervisor.ts';
import { vmSpecOf } from '../vm/vm-spec.ts';
import { explainDial, TargetDialer } from './dial-target.ts';
import type { DockerContext } from './docker-contexts.ts';
import { EngineAboutReader } from './engine-about.ts';
import { EngineGateway } from './engine-gateway.ts';
import { lacksOfPlace } from './engine-lacks.ts';
import { type EngineTarget, isOnThisComputer } from './engine-target.ts';
import { type RoomHandlers, roomHandlers } from './room-handlers.ts';

/** Everything that works on one engine. A connection is led to one, and stays with it: no call strays to another. */
export interface EngineRoom {
  readonly handlers: RoomHandlers;
  readonly about: EngineAboutReader;
  /** Something goes on that a person would miss: terminals. Tasks are counted elsewhere. */
  readonly isInUse: () => boolean;
  /** Asks the engine for the first time. Resolves when it answered, or is known not to. Never rejects. */
  connect(): Promise<void>;
  /** Idempotent. */
  dispose(): Promise<void>;
}

/** What rooms share. */
export interface RoomServices {
  files: PierFiles;
  settings: SettingsBook;
  tasks: TaskRegistry;
  transfers: TransferDesk;
  logins: RegistryLogins;
  programLogins: LoginsForPrograms;
  cacheDir: string;
  env: NodeJS.ProcessEnv;
  log: Logger;
}

/** How patient Pier is with an engine here, and with one that is far away. In milliseconds. */
const NEAR = { answerMs: 5000, retryMs: 5000 };
const FAR = { answerMs: 20_000, retryMs: 60_000 };

/**
 * The room of an engine that is not Pier's own. What is kept for it (projects, schedules) is kept by its name.
 * @throws AppError why the context cannot be used; what the disk and the system refuse
 */
export async function openEngineRoom(context: DockerContext, services: RoomServices): Promise<EngineRoom> {
  const { target } = context;
  if (target instanceof AppError) throw target;
  const { files, settings, tasks, log, logins } = services;
  const mark = createHash('sha256').update(`${context.name}\0${context.digest}`).digest('hex').slice(0, 8);
  const folder = join(files.engines, createHash('sha256').update(context.name).digest('hex').slice(0, 16));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const gateway = await openGateway(target, engineSocket(files, mark), services);
  const socket = target.kind === 'unix' ? target.path : (gateway?.path ?? '');
  const isHere = isOnThisComputer(target);
  const patience = target.kind === 'ssh' || !isHere ? FAR : NEAR;
  const supervisor = new Supervisor({
    driver: attachedDriver({ endpoint: { kind: 'unix', path: socket }, isHere, patience }),
    spec: () => vmSpecOf(settings.current),
    log,
    probe: (vm) => explainedProbe(createEngineProbe(vm.endpoint), target, gateway),
  });
  const source = supervisor.engine;
  const engine = new Engine({ source, log, logins, hidden: hiddenObjects(settings) });
  const exec = new ExecSessions({ engine });
  const storage = new Storage({
    engine,
    source,
    tasks,
    log,
    home: files.home,
    schedulesFile: join(folder, 'volume-exports.json'),
  });
  const ports = forwardPublishedPorts({ supervisor, source, engine, settings, log });
  const about = new EngineAboutReader({
    supervisor,
    engine,
    lacksOfPlace: lacksOfPlace({ hasMachine: false, publishedPorts: supervisor.publishedPorts, target }),
    log,
  });
  let ended: Promise<void> | undefined;
  const end = async () => {
    about.dispose();
    storage.schedules.dispose();
    await exec.dispose();
    await ports.dispose();
    await storage.dispose();
    engine.dispose();
    await supervisor.dispose({ stopMachine: false });
    await gateway?.close();
  };
  return {
    about,
    handlers: roomHandlers({
      supervisor,
      engine,
      exec,
      storage,
      ports: ports.forwarder,
      known: new KnownProjects({ path: join(folder, 'compose-projects.json'), log }),
      dockerSocket: socket,
      restartEngine: () => supervisor.restartEngine(async () => {}),
      services,
    }),
    isInUse: () => exec.isInUse,
    connect: () => supervisor.init(patience.answerMs),
    dispose() {
      ended ??= end();
      return ended;
    },
  };
}

/** undefined where the engine's own socket is here. */
async function openGateway(
  target: EngineTarget,
  path: string,
  { env, log }: RoomServices,
): Promise<EngineGateway | undefined> {
  if (target.kind === 'unix') return undefined;
  const gateway = new EngineGateway({ path, dialer: new TargetDialer(target, env), log });
  await gateway.listen();
  return gateway;
}

/** A probe that tells why, as far as it is known. */
function explainedProbe(
  probe: EngineProbe,
  target: EngineTarget,
  gateway: EngineGateway | undefined,
): EngineProbe {
  return {
    ...probe,
    async ping(timeoutMs) {
      try {
        return await probe.ping(timeoutMs);
      } catch (error) {
        throw gateway ? (gateway.failure ?? error) : explainDial(target, error);
      }
    },
  };
}
