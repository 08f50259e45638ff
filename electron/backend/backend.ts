import { homedir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppInfo } from '../../shared/contract/app.ts';
import type { Role } from '../../shared/contract/define.ts';
import { contract, type PierHandlers } from '../../shared/contract/index.ts';
import { type ErrorData, toAppError } from '../../shared/errors.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import { dataDiskPlace } from '../../vm/data-disk-place.ts';
import { type PierFiles, pierCache } from '../../vm/files.ts';
import { serve } from '../rpc/server.ts';
import { VERSION } from '../version.ts';
import { listenBackendSocket } from './backend-socket.ts';
import { KnownProjects } from './compose/known-projects.ts';
import { CredentialBroker } from './credentials/credential-broker.ts';
import { credentialsHandlers } from './credentials/credentials-handlers.ts';
import { OwnCredentials } from './credentials/own-store/own-credentials.ts';
import { ProgramLogins } from './credentials/program-logins.ts';
import { Registries } from './credentials/registry/registries.ts';
import { registriesHandlers } from './credentials/registry/registries-handlers.ts';
import { type DesktopServices, desktopHandlers } from './desktop/desktop-handlers.ts';
import { diagnosticsHandlers } from './diagnostics/diagnostics-handlers.ts';
import { DockerCliSettings } from './docker-cli/docker-cli-settings.ts';
import { DockerCommand } from './docker-cli/docker-command.ts';
import { programRelease } from './docker-cli/program-release.ts';
import { Engine } from './engine/engine.ts';
import { EngineActivity } from './engine/engine-activity.ts';
import { EngineHolds } from './engine/engine-holds.ts';
import { ExecSessions } from './engine/exec/exec-sessions.ts';
import { hiddenObjects } from './engine/hidden-objects.ts';
import { Storage } from './engine/storage.ts';
import { type EngineRoom, openEngineRoom } from './engines/engine-room.ts';
import { EngineSwitch } from './engines/engine-switch.ts';
import { enginesHandlers } from './engines/engines-handlers.ts';
import { otherContexts } from './engines/other-contexts.ts';
import { openOwnRoom } from './engines/own-room.ts';
import { watchContexts } from './engines/watch-contexts.ts';
import { findDocker } from './extensions/calls/find-docker.ts';
import { ExtensionObjects } from './extensions/extension-objects.ts';
import { openExtensions } from './extensions/extensions.ts';
import type { InstalledExtensions } from './extensions/installed-extensions.ts';
import type { ExtensionViews } from './extensions/views/extension-views.ts';
import { openExtensionViews } from './extensions/views/open-extension-views.ts';
import { prepareHome } from './home.ts';
import { hostFileHandlers } from './host-files/host-file-handlers.ts';
import { hostPlaces } from './host-places.ts';
import { acquireHomeLock } from './lock/home-lock.ts';
import { createFileLogger } from './log/file-logger.ts';
import type { Logger } from './log/logger.ts';
import { finishFactoryReset } from './machine-data/factory-reset.ts';
import { MachineData } from './machine-data/machine-data.ts';
import { machineDataHandlers } from './machine-data/machine-data-handlers.ts';
import { HostResolver } from './network/dns/host-resolver.ts';
import { DockerSocket } from './network/docker-socket.ts';
import { hostGet } from './network/host-get.ts';
import type { HostProxies } from './network/host-proxies.ts';
import { forwardPublishedPorts } from './network/ports/forward-published-ports.ts';
import { SystemProxy } from './network/system-proxy/system-proxy.ts';
import { SavedSearches } from './saved-searches/saved-searches.ts';
import { savedSearchesHandlers } from './saved-searches/saved-searches-handlers.ts';
import { hostProxies } from './settings/effective-proxy.ts';
import { loadSettings } from './settings/settings.ts';
import { SettingsBook } from './settings/settings-book.ts';
import { settingsHandlers } from './settings/settings-handlers.ts';
import { SharedFolders } from './shares/shared-folders.ts';
import { KeptTableChoices } from './table-choices/kept-table-choices.ts';
import { tableChoicesHandlers } from './table-choices/table-choices-handlers.ts';
import { taskHandlers } from './tasks/task-handlers.ts';
import { TaskRegistry } from './tasks/task-registry.ts';
import { TransferDesk } from './transfers/transfer-desk.ts';
import { containersAtStake } from './updates/containers-at-stake.ts';
import { type UpdateParts, type UpdateService, updatesHandlers } from './updates/updates-handlers.ts';
import { watchSleep } from './vm/after-sleep.ts';
import { GuestRegistries } from './vm/guest-registries.ts';
import { GuestSurroundings } from './vm/guest-surroundings.ts';
import { keepMachineLean } from './vm/keep-machine-lean.ts';
import { MachineKeeper } from './vm/machine-keeper.ts';
import { selectDriver } from './vm/select-driver.ts';
import { Supervisor } from './vm/supervisor.ts';
import { vmSpecOf } from './vm/vm-spec.ts';

/** Time for the answer to a `quit` to reach its caller, in milliseconds. */
const FAREWELL_MS = 50;
/** Time for the tasks to end after they were cancelled, in milliseconds. */
const TASKS_END_MS = 10_000;

export interface BackendOptions {
  files: PierFiles;
  /** Who carries the backend. */
  host: AppInfo['host'];
  env: NodeJS.ProcessEnv;
  /** A client asked the backend to end: the host disposes it and exits. */
  onQuit: () => void;
  /** What only a host with windows of its own can do. */
  desktop?: DesktopServices;
  /** Of a host that can replace itself by a newer version. */
  updates?: (parts: UpdateParts) => Promise<UpdateService>;
}

export interface Backend {
  /**
   * Answers what comes over a transport until it closes. Pages work on the engine that is shown when they connect, the
   * command line on Pier's own.
   */
  serve(transport: Transport, role: Role): void;
  readonly supervisor: Supervisor;
  /** What a person has set: hosts follow what is theirs of it. */
  readonly settings: Pick<SettingsBook, 'current' | 'onChange'>;
  /** Through what this computer reaches the network, as it is now. */
  readonly proxies: () => HostProxies;
  /** Files to and from pages: each host serves it below TRANSFER_PATH. */
  readonly transfers: TransferDesk;
  /** What hosts show of extensions, and what their pages may do. */
  readonly extensions: InstalledExtensions;
  /** The pages of extensions: the host that can show them attaches itself. */
  readonly extensionViews: ExtensionViews;
  readonly files: PierFiles;
  readonly log: Logger;
  /** What the user should know once. */
  readonly notices: ErrorData[];
  /** Ends everything. Idempotent: a second call waits for the first. */
  dispose(options: { stopMachine: boolean }): Promise<void>;
}

/**
 * Composes the backend of one installation: it holds the home, watches the machine, serves `docker.sock` and
 * `pier.sock`. A machine that runs already is adopted; none is started.
 * @throws AppError, having let go of what it had: `home_in_use`, `home_not_writable`, `home_disk_full`, `bad_input`
 */
export async function createBackend(options: BackendOptions): Promise<Backend> {
  const { files, host, env } = options;
  prepareHome(files);
  const ends: (() => unknown)[] = [];
  /** What must end while the machine still runs. */
  const endsBefore: (() => unknown)[] = [];
  let supervisor: Supervisor | undefined;
  let keeper: MachineKeeper | undefined;
  let ended: Promise<void> | undefined;
  const dispose = (how: { stopMachine: boolean }) => {
    // The machine before the rest: while it stops, whoever watches can see it stop.
    ended ??= endAll([...ends, () => supervisor?.dispose(how), ...endsBefore]).then(() => {
      // A machine that goes on is kept until another backend has it.
      if (how.stopMachine) keeper?.release();
    });
    return ended;
  };
  try {
    const lock = acquireHomeLock(files.run.lock, host);
    ends.push(() => lock.release());
    const log = createFileLogger(files.logs.backend);
    ends.push(() => log.close());
    log.info('Pier starts.', { version: VERSION, host, pid: process.pid });
    const readingProxy = SystemProxy.open({ env });

    const own = new OwnCredentials({ path: files.credentials });
    ends.push(() => own.dispose());
    const reset = await finishFactoryReset(files, () => own.removeAll());
    if (reset.failure) log.warn('A factory reset left something.', { error: String(reset.failure) });
    else if (reset.found) log.info('A factory reset that was cut short is finished.');
    const { settings, notices } = await loadSettings(files.settings);
    for (const notice of notices) log.warn(notice.message, { hint: notice.hint });
    const systemProxy = await readingProxy;
    const cacheDir = pierCache(env);
    const places = hostPlaces(env, files.commands);
    const proxies = () => hostProxies(book.current, systemProxy.current);
    const driver = selectDriver({ files, settings, cacheDir, log, env, proxies });
    const book = new SettingsBook({ path: files.settings, settings, dataDisk: files.vm.dataDisk });
    const resolver = new HostResolver();
    ends.push(() => resolver.dispose());
    // Another network may have other proxies.
    resolver.onChange(() => void systemProxy.check());
    supervisor = new Supervisor({
      driver,
      spec: () => ({ ...vmSpecOf(book.current), ...surroundings.forSpec(), ...registries.forSpec() }),
      log,
    });
    const surroundings = new GuestSurroundings({
      supervisor,
      settings: book,
      resolver,
      system: systemProxy,
      log,
    });
    ends.push(() => surroundings.dispose());
    const registries = new GuestRegistries({ supervisor, settings: book, log });
    ends.push(() => registries.dispose());
    const tasks = new TaskRegistry({ log });
    const searches = new SavedSearches({ path: files.savedSearches, log });
    const tables = new KeptTableChoices({ path: files.tableChoices, log });
    const known = new KnownProjects({ path: files.composeProjects, log });
    const data = new MachineData({
      supervisor,
      tasks,
      settings: book,
      files,
      dataDisk: () => dataDiskPlace(files.vm.dataDisk),
      version: VERSION,
      log,
      eraseLogins: () => own.removeAll(),
      forget: async () => {
        known.forgetAll();
        searches.forgetAll();
        tables.forgetAll();
        engines.forget();
        await extensions.forgetAll();
        await storage.schedules.forgetAll();
        // What a person must mend by hand keeps no reset.
        await new DockerCliSettings(files.dockerCli).putBack().catch((error) => {
          log.warn("The docker command's settings could not be put back.", {
            error: toAppError(error).message,
          });
        });
      },
    });
    ends.push(() => data.dispose());
    await data.recover();
    if (places.pierCommand && driver.capabilities.lifecycle && MachineKeeper.isNeeded) {
      keeper = new MachineKeeper({ pierCommand: places.pierCommand, home: files.home, env });
    }
    await supervisor.init();

    const source = supervisor.engine;
    const guestPath = driver.guestPath?.bind(driver);
    const extensionObjects = new ExtensionObjects();
    const logins = new CredentialBroker({ env, own, log });
    const engine = new Engine({
      source,
      log,
      logins,
      networkVariables: () => surroundings.containerVariables(),
      hidden: hiddenObjects(book, extensionObjects),
      guestPath,
    });
    ends.push(() => engine.dispose());
    const exec = new ExecSessions({ engine });
    ends.push(() => exec.dispose());
    const transfers = new TransferDesk({ log });
    ends.push(() => transfers.dispose());
    const storage = new Storage({
      engine,
      source,
      tasks,
      log,
      home: files.home,
      schedulesFile: files.volumeExports,
    });
    ends.push(() => storage.dispose());
    // Tasks end before what they work with, and no schedule starts another. One that hangs does not keep Pier.
    endsBefore.push(() => Promise.race([tasks.dispose(), sleep(TASKS_END_MS, undefined, { ref: false })]));
    endsBefore.push(() => storage.schedules.dispose());
    const ports = forwardPublishedPorts({ supervisor, source, engine, settings: book, log });
    ends.push(() => ports.dispose());
    const activity = new EngineActivity({ engine, log, leftOut: extensionObjects });
    ends.push(() => activity.dispose());
    const dockerSocket = new DockerSocket({ path: files.run.dockerSocket, source, log, guestPath });
    const holds = new EngineHolds(source);
    const isBusy = () =>
      tasks.running > 0 || engine.waiting > 0 || dockerSocket.waiting > 0 || holds.count > 0;
    if (supervisor.status().info.hasMachine) activity.follow();
    const lean = keepMachineLean({ supervisor, settings: book, activity, isBusy, log });
    ends.push(() => lean.dispose());
    const sleepWatch = watchSleep({ supervisor, resolver, systemProxy, ports: ports.forwarder, log });
    ends.push(() => sleepWatch.dispose());
    const { home } = files;
    const dataDisk = () => dataDiskPlace(files.vm.dataDisk);
    const shares = new SharedFolders({ supervisor, engine, settings: book, home, dataDisk, log });
    ends.push(() => shares.dispose());
    await dockerSocket.listen();
    ends.push(() => dockerSocket.close());

    const { hasMachine } = supervisor.status().info;
    const release = programRelease({ cacheDir, get: hostGet(proxies) });
    const dockerCommand = new DockerCommand({ files, places, cacheDir, env, hasMachine, release, log });
    await dockerCommand.offerContext();
    const programLogins = new ProgramLogins({ folder: files.run.dockerConfigs, env, broker: logins });
    ends.push(() => programLogins.dispose());
    const registryClients = new Registries({ env, own, broker: logins, settings: book, proxies });
    const extensions = await openExtensions({
      ...{ files, engine, source, hasMachine, tasks, settings: book, cacheDir, env, log },
      objects: extensionObjects,
      dockerSocket: files.run.dockerSocket,
      owner: storage.helpers.owner,
      tagsOf: (server, repository) => registryClients.tags(server, repository),
      access: () => registryClients.access,
      logins: programLogins,
    });
    ends.push(() => extensions.dispose());
    const diagnostics = diagnosticsHandlers({
      supervisor,
      engine,
      settings: book,
      files,
      dataDisk,
      dockerSocket,
      transfers,
      secrets: () => logins.knownSecrets(),
      env,
      places,
      version: VERSION,
      log,
    });
    ends.push(() => diagnostics.dispose());

    const services = { files, settings: book, tasks, transfers, logins, programLogins, cacheDir, env, log };
    const ownRoom = openOwnRoom({
      supervisor,
      engine,
      exec,
      storage,
      ports: ports.forwarder,
      known,
      restartEngine: () => surroundings.restartEngine(),
      services,
    });
    const engines = new EngineSwitch({
      own: ownRoom,
      contexts: () => otherContexts(env, files.run.dockerSocket),
      watch: (onChange) => watchContexts(env, onChange),
      openRoom: (context) => openEngineRoom(context, services),
      areTasksRunning: () => tasks.running > 0,
      path: files.shownEngine,
      notify: (notice) => notices.push(notice),
      log,
    });
    endsBefore.unshift(() => engines.dispose());
    await engines.init();

    const containers = containersAtStake({ supervisor, activity, isBusy });
    const updates = await options.updates?.({ settings: book, containers, files, log });
    endsBefore.unshift(() => updates?.dispose());

    const extensionViews = openExtensionViews({
      installed: extensions.installed,
      engine,
      holds,
      dockerSocket: files.run.dockerSocket,
      findDocker: () => findDocker({ bin: files.bin, cacheDir, env }),
      logins: programLogins,
      env,
      home: homedir(),
      log,
    });
    endsBefore.push(() => extensionViews.dispose());

    const common: Omit<PierHandlers, keyof EngineRoom['handlers'] | 'engines' | 'extensionViews'> = {
      app: {
        info: () => ({ version: VERSION, host, home: files.home, pid: process.pid, notices }),
        async quit() {
          void sleep(FAREWELL_MS).then(options.onQuit);
          return {};
        },
      },
      credentials: credentialsHandlers(own),
      registries: registriesHandlers(registryClients, own),
      desktop: desktopHandlers(options.desktop),
      diagnostics: diagnostics.handlers,
      dockerCli: dockerCommand.handlers(),
      extensions: extensions.handlers,
      extensionCatalogue: extensions.catalogueHandlers,
      machineData: machineDataHandlers({ data, engine, settings: book, own }),
      settings: settingsHandlers({
        book,
        supervisor,
        surroundings,
        registries,
        systemProxy,
        live: lean.live,
      }),
      savedSearches: savedSearchesHandlers(searches),
      tableChoices: tableChoicesHandlers(tables),
      shares: shares.handlers(),
      tasks: taskHandlers(tasks),
      updates: updatesHandlers(updates, VERSION),
      hostFiles: hostFileHandlers(),
    };
    const serveClient = (transport: Transport, role: Role) => {
      const { room, leave } = role === 'cli' ? { room: ownRoom, leave: () => {} } : engines.enter();
      const handlers = {
        ...common,
        ...room.handlers,
        engines: enginesHandlers(engines, room),
        extensionViews: extensionViews.handlers(room === ownRoom),
      };
      serve({ contract, handlers, transport, role, log });
      transport.onClose(leave);
    };
    const socket = await listenBackendSocket(files.run.pierSocket, (transport) =>
      serveClient(transport, 'cli'),
    );
    ends.push(() => socket.close());
    return {
      serve: serveClient,
      supervisor,
      settings: book,
      proxies,
      transfers,
      extensions: extensions.installed,
      extensionViews,
      files,
      log,
      notices,
      dispose,
    };
  } catch (thrown) {
    await dispose({ stopMachine: false });
    throw thrown;
  }
}

/** The last first; one that fails does not keep the others from ending. */
async function endAll(ends: (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const end of ends.reverse()) {
    try {
      await end();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Parts of the backend did not end well.');
}
