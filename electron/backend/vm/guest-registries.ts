import { AppError } from '../../../shared/errors.ts';
import type { EngineRegistries, GuestControl, VmSpec } from '../../../vm/drivers/driver.ts';
import { sleep } from '../../../vm/sleep.ts';
import type { Logger } from '../log/logger.ts';
import type { Settings } from '../settings/settings.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { Supervisor } from './supervisor.ts';

/** The agent in the guest starts a little later than its engine. */
const TRIES = 10;
const TRY_AGAIN_MS = 3000;

export interface GuestRegistriesOptions {
  supervisor: Pick<Supervisor, 'guest' | 'status' | 'onChange'>;
  settings: Pick<SettingsBook, 'current' | 'onChange'>;
  log: Logger;
  /** Between two tries, milliseconds. */
  tryAgainMs?: number;
}

/** Keeps the engine of a machine told of mirrors, insecure registries and certificates. It goes on running. */
export class GuestRegistries {
  readonly #options: GuestRegistriesOptions;
  readonly #ends: (() => void)[];
  #last: Promise<unknown> = Promise.resolve();
  /** Who was told, and what. */
  #told: { guest: GuestControl; text: string } | undefined;

  constructor(options: GuestRegistriesOptions) {
    this.#options = options;
    const inBackground = () => {
      if (this.#isBehind()) this.#follow(TRIES).catch((error: AppError) => this.#warn(error));
    };
    this.#ends = [options.supervisor.onChange(inBackground), options.settings.onChange(inBackground)];
  }

  /** For the next start. */
  forSpec(): Pick<VmSpec, 'registries'> {
    return { registries: registriesOf(this.#options.settings.current) };
  }

  /**
   * Resolves when the engine of the machine that runs has what is set; at once where none does. One that is paused is
   * told when it goes on. @throws AppError guest_failed
   */
  follow(): Promise<void> {
    return this.#follow(2);
  }

  dispose(): void {
    for (const end of this.#ends) end();
    this.#ends.length = 0;
  }

  #isBehind(): boolean {
    const { supervisor, settings } = this.#options;
    const { guest } = supervisor;
    if (!guest || supervisor.status().state.kind !== 'running') return false;
    return this.#told?.guest !== guest || this.#told.text !== textOf(settings.current);
  }

  /** One after the other: what is set last is told last. */
  #follow(tries: number): Promise<void> {
    const following = this.#last.then(() => this.#tell(tries));
    this.#last = following.catch(() => {});
    return following;
  }

  async #tell(tries: number): Promise<void> {
    const { settings, supervisor, tryAgainMs = TRY_AGAIN_MS } = this.#options;
    for (let left = tries - 1; this.#isBehind(); left--) {
      const { guest } = supervisor;
      const text = textOf(settings.current);
      if (!guest) return;
      try {
        await guest.setRegistries(registriesOf(settings.current));
        this.#told = { guest, text };
        return;
      } catch (error) {
        if (left <= 0) throw failed(error);
      }
      await sleep(tryAgainMs);
    }
  }

  #warn({ message, hint }: AppError): void {
    this.#options.log.warn(message, { hint });
  }
}

/** What the settings ask of an engine. */
export function registriesOf(settings: Readonly<Settings>): EngineRegistries {
  return {
    mirrors: settings.registryMirrors,
    insecure: settings.insecureRegistries,
    certificates: settings.registryCertificates,
  };
}

const textOf = (settings: Readonly<Settings>) => JSON.stringify(registriesOf(settings));

function failed(error: unknown): AppError {
  const reason = error instanceof Error ? error.message : String(error);
  return new AppError(
    'guest_failed',
    `Tell the engine its registries: ${reason.replace(/\.$/, '')}.`,
    'They are kept. Restart the machine: it starts with them.',
    { cause: error },
  );
}
