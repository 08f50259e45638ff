import type { HandlersOf } from '../../../../shared/contract/define.ts';
import type { ExecItem, ExtensionApi, NavigationTarget } from '../../../../shared/contract/extension-api.ts';
import type { ExtensionRun } from '../../../../shared/contract/extensions.ts';
import { AppError } from '../../../../shared/errors.ts';
import { isWebAddress } from '../../../../shared/model/web-address.ts';
import { LABEL } from '../../compose/compose-labels.ts';
import { type LoginsForPrograms, noMoreLogins } from '../../credentials/program-logins.ts';
import { containerPath } from '../../engine/container-actions.ts';
import type { Engine } from '../../engine/engine.ts';
import type { EngineHolds } from '../../engine/engine-holds.ts';
import { imagePath } from '../../engine/images/image-path.ts';
import { Places } from '../../engine/places.ts';
import { engineEnv } from '../../programs/engine-env.ts';
import { hostProgram, type InstalledExtension, type InstalledExtensions } from '../installed-extensions.ts';
import type { ExtensionView } from '../views/extension-view.ts';
import type { ViewHost } from '../views/extension-views.ts';
import { commandText } from './command-text.ts';
import { dockerVariables, mayAskRegistry, refusedWord } from './docker-words.ts';
import { ExecOutput } from './exec-output.ts';
import { listEngineJson } from './list-engine-json.ts';
import { runChild } from './run-child.ts';
import { runInContainer } from './run-in-container.ts';
import { ServiceClient, type ServiceRequest } from './service-client.ts';
import { type ServicePart, serviceParts } from './service-parts.ts';
import { requireUnchanged } from './unchanged-program.ts';

/** Commands and lists of one view that run at once. */
const RUNNING_LIMIT = 200;
/** Requests to the extension's backend at once, each a connection to the engine and a process there: more wait. */
const REQUEST_LIMIT = 100;

export interface CallServices {
  installed: InstalledExtensions;
  /** Pier's own: extensions live there. */
  engine: Engine;
  /** Keeps it awake for what takes its time in an extension's containers. */
  holds?: EngineHolds;
  dockerSocket: string;
  findDocker: () => Promise<string>;
  logins?: LoginsForPrograms;
  env: NodeJS.ProcessEnv;
  /** Where commands run that name no folder. */
  home: string;
}

/**
 * What the page of one extension may ask. Whose page it is was decided with its connection; no argument changes it. What
 * it may do is looked up with each call. All connections of a view share one, and so its limits.
 */
export class ExtensionCalls {
  readonly #view: ExtensionView;
  readonly #host: ViewHost;
  readonly #services: CallServices;
  readonly #requests = new Places(REQUEST_LIMIT);
  #service: { of: string; client: ServiceClient } | undefined;
  #running = 0;

  constructor(view: ExtensionView, host: ViewHost, services: CallServices) {
    this.#view = view;
    this.#host = host;
    this.#services = services;
  }

  readonly handlers: HandlersOf<ExtensionApi> = {
    docker: {
      exec: ({ words, cwd, env }, { signal }) => this.#docker(words, cwd, env, signal),
      listContainers: ({ query }, { signal }) => this.#list('/containers/json', 'containers', query, signal),
      listImages: ({ query }, { signal }) => this.#list('/images/json', 'images', query, signal),
    },
    vm: {
      exec: ({ words, cwd, env, container }, { signal }) => {
        const run = () =>
          this.#run('container', words, signal, async (output, end) => {
            const id = await this.#container(container);
            const attempt = { verb: 'run a command in', operand: id };
            return this.#services.engine.use(attempt, (client) =>
              runInContainer(client, id, words, { cwd, env, signal: end, output }),
            );
          });
        return this.#services.holds?.during(run) ?? run();
      },
      request: (sent, { signal }) => this.#request(sent, signal),
    },
    host: {
      exec: ({ words, cwd, env }, { signal }) =>
        this.#run('host', words, signal, async (output, end) => {
          const [name = '', ...args] = words;
          const extension = this.#extension();
          const program = hostProgram(extension, name);
          if (!program) throw notBrought(name);
          await requireUnchanged({ ...program, name, title: extension.title });
          return runChild(program.path, args, {
            cwd: cwd ?? this.#services.home,
            env: { ...this.#services.env, ...env },
            signal: end,
            output,
          });
        }),
    },
    desktop: {
      toast: ({ tone, message }) => {
        this.#view.say({ kind: 'toast', tone, message });
        return {};
      },
      showOpenDialog: ({ props }, { signal }) =>
        this.#host.choosePaths?.(this.#view, props) ?? this.#view.choosePaths(props, signal),
      navigate: async ({ target }, { signal }) => {
        this.#view.tell({ kind: 'navigate', target: await this.#existing(target, signal) });
        return {};
      },
      openExternal: ({ url }) => {
        if (!isWebAddress(url)) return {};
        if (!this.#host.openExternal) this.#view.say({ kind: 'external', url });
        else if (this.#view.mayTalk()) this.#host.openExternal(url);
        return {};
      },
    },
  };

  dispose(): void {
    this.#service?.client.dispose();
    this.#service = undefined;
  }

  #docker(
    words: string[],
    cwd: string | undefined,
    env: Record<string, string> | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<ExecItem> {
    const { dockerSocket, findDocker, logins = noMoreLogins, home } = this.#services;
    return this.#run('docker', words, signal, async (output, end) => {
      const word = refusedWord(words);
      if (word !== undefined) {
        const why = `'${word}' is not open to extensions`;
        throw new AppError('forbidden', `Run docker: ${why}.`, 'It works on the engine of Pier alone.');
      }
      const program = await findDocker();
      // A locked keychain is not asked for what needs no login.
      const found = mayAskRegistry(words) ? logins : noMoreLogins;
      return found.use((variables) =>
        runChild(program, words, {
          cwd: cwd ?? home,
          env: { ...engineEnv(this.#services.env, dockerSocket), ...dockerVariables(env), ...variables },
          signal: end,
          output,
        }),
      );
    });
  }

  /** Runs one command, where it is allowed, and writes it down either way. Ends it when the caller turns away. */
  async *#run(
    where: ExtensionRun['where'],
    words: readonly string[],
    signal: AbortSignal,
    work: (output: ExecOutput, end: AbortSignal) => Promise<number | null>,
  ): AsyncGenerator<ExecItem, void, void> {
    const { installed } = this.#services;
    const { permissions, title } = this.#extension();
    const command = commandText(where === 'docker' ? ['docker', ...words] : words);
    const refused =
      (where === 'docker' && !permissions.dockerCommands) || (where === 'host' && !permissions.hostPrograms);
    if (!refused) this.#takePlace(title);
    const done = installed.ran(this.#view.extensionId, { where, command, refused });
    if (refused)
      throw notAllowed(title, where === 'docker' ? 'docker commands' : 'programs of this computer');
    const output = new ExecOutput();
    const left = new AbortController();
    const end = AbortSignal.any([signal, left.signal]);
    const running = work(output, end).then(
      (code) => done(code ?? undefined),
      (error) => {
        done();
        output.fail(error);
      },
    );
    void running.finally(() => {
      this.#running -= 1;
    });
    try {
      yield* output.items(signal);
    } finally {
      left.abort();
    }
  }

  async *#list(
    path: string,
    operand: string,
    query: Record<string, unknown>,
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    const { permissions, title } = this.#extension();
    if (!permissions.dockerCommands) throw notAllowed(title, 'docker commands');
    this.#takePlace(title);
    try {
      yield* listEngineJson(this.#services.engine, { path, operand, query, signal });
    } finally {
      this.#running -= 1;
    }
  }

  /** Of those that run at once. @throws AppError `exec_limit` */
  #takePlace(title: string): void {
    if (this.#running >= RUNNING_LIMIT) throw tooMany(title);
    this.#running += 1;
  }

  async *#request(sent: ServiceRequest, signal: AbortSignal): AsyncGenerator<ServicePart, void, void> {
    const leave = await this.#requests.take(signal);
    try {
      const parts = () => serviceParts(this.#serviceClient(), sent, signal);
      // A connection that was kept wakes nobody.
      yield* this.#services.holds?.during(parts) ?? parts();
    } finally {
      leave();
    }
  }

  /** As it is now: it may have been changed since the page was opened. */
  #extension(): InstalledExtension {
    const extension = this.#services.installed.find(this.#view.extensionId);
    if (extension?.enabled) return extension;
    const what = `Ask for '${this.#view.extensionId}': the extension is not there any more.`;
    throw new AppError('extension_not_found', what, 'Open it again.');
  }

  /**
   * The first service's container, or another one of the same project: never one of somebody else's, who may have the
   * name that an extension gives its own while that is not there.
   */
  async #container(name: string | undefined): Promise<string> {
    const { backend, title } = this.#extension();
    if (!backend) {
      throw new AppError(
        'extension_backend_down',
        `Run a command of '${title}': it has no containers.`,
        'Ask whoever made the extension.',
      );
    }
    const wanted = name ?? backend.firstContainer;
    const attempt = { verb: 'find', operand: wanted };
    const { Id: containerId, Config: config } = await this.#services.engine.use(attempt, (client) =>
      client.json<{ Id: string; Config: { Labels?: Record<string, string> | null } }>({
        path: containerPath(wanted, '/json'),
      }),
    );
    if (config.Labels?.[LABEL.project] === backend.project) return containerId;
    throw new AppError(
      'container_not_found',
      `Run a command in '${wanted}': it is no container of '${title}'.`,
      'An extension runs commands in its own containers.',
    );
  }

  #serviceClient(): ServiceClient {
    const extension = this.#extension();
    const connect = extension.backend?.connectService;
    if (!connect) {
      throw new AppError(
        'extension_backend_down',
        `Connect to the backend of '${extension.title}': it exposes no socket.`,
        'Ask whoever made the extension.',
      );
    }
    if (this.#service?.of !== extension.imageId) {
      this.#service?.client.dispose();
      // Looked up with each connection: the backend may have been made anew meanwhile.
      const dial = (signal: AbortSignal) => (this.#extension().backend?.connectService ?? connect)(signal);
      this.#service = { of: extension.imageId, client: new ServiceClient(dial) };
    }
    return this.#service.client;
  }

  /** The place with the id that the dashboard knows. @throws AppError where the object is not there */
  async #existing(target: NavigationTarget, signal: AbortSignal): Promise<NavigationTarget> {
    if (!this.#view.isOnOwnEngine) throw otherEngine();
    const { engine } = this.#services;
    const ask = <T>(operand: string, path: string) =>
      engine.use({ verb: 'show', operand }, (client) => client.json<T>({ path, signal, timeoutMs: 30_000 }));
    if (target.to === 'container') {
      const { Id: id } = await ask<{ Id: string }>(target.id, containerPath(target.id, '/json'));
      return { ...target, id };
    }
    if (target.to === 'image') {
      const { Id: id } = await ask<{ Id: string }>(target.id, imagePath(target.id, '/json'));
      return { ...target, id };
    }
    if (target.to === 'volume') await ask(target.name, `/volumes/${encodeURIComponent(target.name)}`);
    return target;
  }
}

function notAllowed(title: string, what: string): AppError {
  return new AppError(
    'forbidden',
    `'${title}' may not use ${what}: this was refused by whoever installed it.`,
    'Allow it on the page of the extension’s permissions.',
  );
}

function otherEngine(): AppError {
  return new AppError(
    'capability_missing',
    'Show something of the engine of Pier: the dashboard shows another engine.',
    'Switch to the engine of Pier.',
  );
}

function tooMany(title: string): AppError {
  return new AppError(
    'exec_limit',
    `'${title}' runs ${RUNNING_LIMIT} commands already.`,
    'Wait until some have ended.',
  );
}

function notBrought(name: string): AppError {
  return new AppError(
    'file_not_found',
    `Run '${name}': the extension brought no program of that name along for this computer.`,
    'It is run by its name alone.',
  );
}
