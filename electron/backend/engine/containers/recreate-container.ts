import type { RunProgress, RunRequest } from '../../../../shared/contract/containers.ts';
import { AppError } from '../../../../shared/errors.ts';
import { containerPath } from '../container-actions.ts';
import type { Engine } from '../engine.ts';
import type { EngineClient } from '../engine-client.ts';
import { EngineHttpError, toEngineError } from '../engine-errors.ts';
import { pullImage } from '../pull-image.ts';
import { type CreatedContainer, createContainer, discardContainer } from './create-container.ts';
import { createOrder } from './create-order.ts';
import { type InspectedContainer, imageExists, isActive, readContainer } from './inspect-container.ts';
import { startAndSeeItRun } from './start-and-see.ts';

/** Where the old container steps aside: a backend that ends in between leaves it there, with all it holds. */
const ASIDE = '.before-edit';
const ASIDE_TRIES = 20;

export interface RecreateOptions {
  id: string;
  request: RunRequest;
  keepOld: boolean;
}

/**
 * Puts a container with other settings in the place of one that is there. The old one is removed when the new one
 * runs; any failure, and a cancel before that, puts it back by name and state. Settings that the request does not
 * know are taken over. @throws AppError `container_start_failed` where the new one ended at once, and others.
 */
export async function* recreateContainer(
  engine: Engine,
  { id, request, keepOld }: RecreateOptions,
  signal: AbortSignal,
): AsyncGenerator<RunProgress, void, void> {
  const attempt = { verb: 'recreate', operand: engine.nameOf(id) };
  yield { kind: 'creating' };
  const old = await engine.use(attempt, (client) => readContainer(client, id));
  if (isActive(old.inspect) && old.inspect.HostConfig.AutoRemove) {
    throw new AppError(
      'bad_input',
      `Cannot recreate '${old.own.name}': it removes itself when it stops, so nothing could be put back.`,
      'Duplicate it with the settings you want, then stop this one.',
    );
  }
  if (!(await engine.use(attempt, (client) => imageExists(client, request.image))))
    yield* pullImage(engine, request.image, signal);
  yield { kind: 'replacing' };
  // In one piece: a caller that goes away in between must not leave half of it.
  const { created, warnings } = await engine.use(attempt, (client) => {
    signal.throwIfAborted();
    return new Replacement(engine, client, old, request, signal).perform(keepOld);
  });
  const kind = request.start ? 'started' : 'created';
  yield { kind, id: created.Id, name: request.name || old.own.name, warnings };
}

class Replacement {
  #aside: string | undefined;
  #stopped = false;
  #created: CreatedContainer | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly client: EngineClient,
    private readonly old: InspectedContainer,
    private readonly request: RunRequest,
    private readonly signal: AbortSignal,
  ) {}

  async perform(keepOld: boolean): Promise<{ created: CreatedContainer; warnings: string[] }> {
    let created: CreatedContainer;
    try {
      created = await this.#replace();
    } catch (error) {
      throw await this.#putBack(error);
    }
    const warnings = created.Warnings ?? [];
    return { created, warnings: keepOld ? warnings : [...warnings, ...(await this.#removeOld())] };
  }

  async #replace(): Promise<CreatedContainer> {
    const { inspect, own } = this.old;
    this.#aside = await this.#stepAside();
    const created = await createContainer(
      this.client,
      this.request.name || own.name,
      createOrder(this.request, own),
    );
    this.#created = created;
    this.signal.throwIfAborted();
    if (isActive(inspect)) {
      this.#stopped = true;
      await this.#post(inspect.Id, '/stop');
      this.signal.throwIfAborted();
    }
    if (this.request.start) await startAndSeeItRun(this.engine, this.client, created.Id, this.signal);
    this.signal.throwIfAborted();
    return created;
  }

  /** "web.before-edit", or "web.before-edit-2" where an earlier one is still there. */
  async #stepAside(): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      const name = `${this.old.own.name}${ASIDE}${attempt === 1 ? '' : `-${attempt}`}`;
      try {
        await this.#rename(name);
        return name;
      } catch (error) {
        const taken = error instanceof EngineHttpError && error.status === 409;
        if (!taken || attempt === ASIDE_TRIES) throw error;
      }
    }
  }

  /** What remains to be told when the old container is as it was, or where it is when it could not be put back. */
  async #putBack(cause: unknown): Promise<unknown> {
    const { inspect, own } = this.old;
    try {
      if (this.#created) await discardContainer(this.client, this.#created.Id).catch(ignoreMissing);
      if (this.#aside) await this.#rename(own.name);
      if (this.#stopped) await this.#post(inspect.Id, '/start');
      if (this.#stopped && inspect.State.Paused) await this.#post(inspect.Id, '/pause');
      return cause;
    } catch (thrown) {
      const attempt = { verb: 'recreate', operand: own.name };
      const reason = toEngineError(cause, attempt);
      const failure = toEngineError(thrown, { verb: 'put back', operand: own.name });
      return new AppError(
        reason.code,
        `${reason.message} ${failure.message}`,
        `The old container is kept, as '${this.#aside ?? own.name}': rename and start it by hand.`,
        { cause },
      );
    }
  }

  /** Its anonymous volumes stay: the new one has them, or a person took them out and may want them back. */
  async #removeOld(): Promise<string[]> {
    try {
      const query = { force: true, v: false };
      await this.client.json({ method: 'DELETE', path: containerPath(this.old.inspect.Id), query });
      return [];
    } catch (thrown) {
      const error = toEngineError(thrown, { verb: 'remove', operand: this.#aside ?? this.old.own.name });
      return [error.message];
    }
  }

  #rename(name: string): Promise<unknown> {
    const path = containerPath(this.old.inspect.Id, '/rename');
    return this.client.json({ method: 'POST', path, query: { name } });
  }

  #post(id: string, action: string): Promise<unknown> {
    return this.client.json({ method: 'POST', path: containerPath(id, action) });
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof EngineHttpError) || error.status !== 404) throw error;
}
