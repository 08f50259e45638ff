import type { ErrorData } from '../../../shared/errors.ts';
import { Emitter } from '../../emitter.ts';
import { sleep } from '../../sleep.ts';
import type {
  EngineEndpoint,
  Patience,
  PausedBy,
  Requirement,
  RunningVm,
  StepReport,
  VmExit,
  VmSpec,
  VmUsage,
} from '../driver.ts';
import { FakeEngine } from './fake-engine.ts';
import { FakePorts } from './fake-ports.ts';
import { FakeResources } from './fake-resources.ts';
import type { FakeScript } from './fake-script.ts';

const MIB = 1024 ** 2;

export interface FakeMachineOptions {
  script: FakeScript;
  spec: VmSpec;
  adopted: boolean;
  /** It was found standing still. */
  pausedBy?: PausedBy;
  /** Whether this start is one of those that the script lets crash. */
  crashes: boolean;
  /** Takes what the machine writes on its console. */
  writeConsole: (line: string) => void;
}

/** One life of a scripted machine. Tests also act on it directly: crash(), engineDown(), engineUp(). */
export class FakeMachine implements RunningVm {
  readonly pid = undefined;
  readonly startedAt = Date.now();
  readonly accelerator = 'scripted';
  readonly acceleratorReason = undefined;
  readonly imageVersion = 'fake';
  readonly requirements: Requirement[] = [];
  adopted: boolean;
  readonly patience: Patience;
  readonly endpoint: EngineEndpoint;
  readonly ports: FakePorts | undefined;
  readonly resources: FakeResources | undefined;
  readonly exited: Promise<VmExit>;
  readonly #script: FakeScript;
  readonly #spec: VmSpec;
  readonly #engine: FakeEngine | undefined;
  readonly #steps = new Emitter<StepReport>();
  readonly #failures = new Emitter<ErrorData>();
  readonly #troubles = new Emitter<ErrorData | undefined>();
  readonly #over = new AbortController();
  readonly #lines: string[] = [];
  readonly #writeConsole: (line: string) => void;
  #settle: (exit: VmExit) => void = () => {};
  #step: StepReport | undefined;
  #failure: ErrorData | undefined;
  #trouble: ErrorData | undefined;
  #requested = false;
  #answers = false;
  #pausedBy: PausedBy | undefined;

  constructor(options: FakeMachineOptions) {
    const { script } = options;
    this.#script = script;
    this.#spec = options.spec;
    this.#pausedBy = options.pausedBy;
    this.resources =
      script.live && new FakeResources(script.live, options.spec, () => this.#script.liveFails);
    this.adopted = options.adopted;
    this.#writeConsole = options.writeConsole;
    this.patience = {
      bootMs: script.bootLimitMs ?? 60_000,
      shutdownMs: script.shutdownLimitMs ?? 10_000,
      answerMs: 5000,
    };
    this.exited = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.ports = script.guestListeners && new FakePorts(script.guestListeners);
    this.#engine = script.endpoint ? undefined : new FakeEngine();
    this.endpoint = script.endpoint ?? (this.#engine as FakeEngine).endpoint;
    // Cut short only by the machine's end.
    this.#live(options.crashes).catch(() => {});
  }

  /** Whether the scripted engine answers now. */
  get answers(): boolean {
    return this.#answers && !this.paused;
  }

  get spec(): VmSpec {
    return { ...this.#spec, ...this.resources?.now };
  }

  get pausedBy(): PausedBy | undefined {
    return this.#pausedBy;
  }

  get paused(): boolean {
    return this.#pausedBy !== undefined;
  }

  onStep(listener: (step: StepReport) => void): () => void {
    if (this.#step) listener(this.#step);
    return this.#steps.on(listener);
  }

  onGuestFailure(listener: (error: ErrorData) => void): () => void {
    if (this.#failure) listener(this.#failure);
    return this.#failures.on(listener);
  }

  onTrouble(listener: (error: ErrorData | undefined) => void): () => void {
    if (this.#trouble) listener(this.#trouble);
    return this.#troubles.on(listener);
  }

  async lastLines(): Promise<string[]> {
    return this.#lines.slice(-20);
  }

  async usage(): Promise<VmUsage> {
    const seconds = (Date.now() - this.startedAt) / 1000;
    return {
      cpuSeconds: seconds * 0.05,
      memoryBytes: 512 * MIB,
      memoryPeakBytes: 1280 * MIB,
      diskBytes: 1024 * MIB,
      diskPeakBytes: 1024 * MIB,
    };
  }

  async shutdown(): Promise<void> {
    this.#requested = true;
    if (this.#script.ignoresShutdown || this.paused) return;
    this.engineDown();
    sleep(this.#script.shutdownMs ?? 0, this.#over.signal).then(
      () => this.#end({ clean: true, code: 0, signal: null }),
      () => {},
    );
  }

  async kill(): Promise<void> {
    this.#requested = true;
    if (this.#script.killMs) await sleep(this.#script.killMs, this.#over.signal).catch(() => {});
    this.#end({ clean: false, code: null, signal: 'SIGKILL' });
  }

  async pause(by: PausedBy): Promise<void> {
    this.#pausedBy = by;
    this.#engine?.pause();
  }

  async resume(): Promise<void> {
    this.#pausedBy = undefined;
    this.#engine?.resume();
  }

  /** For the next backend, after this one let go of it. */
  adopt(): this {
    this.adopted = true;
    return this;
  }

  release(): void {
    this.#steps.clear();
    this.#failures.clear();
    this.#troubles.clear();
  }

  /** The machine dies without being asked to. */
  crash(): void {
    this.#end({ clean: false, code: null, signal: 'SIGSEGV' });
  }

  /** The machine dies of what the driver does without from then on. */
  die(): void {
    this.#end({ clean: false, code: null, signal: 'SIGKILL', remedied: true });
  }

  /** The guest powers itself off. */
  powerOff(): void {
    this.#end({ clean: true, code: 0, signal: null });
  }

  engineDown(): void {
    this.#answers = false;
    this.#engine?.down();
  }

  async engineUp(): Promise<void> {
    if (this.#over.signal.aborted) return;
    this.#answers = true;
    await this.#engine?.up();
  }

  tellTrouble(error: ErrorData | undefined): void {
    this.#trouble = error;
    this.#troubles.emit(error);
  }

  tellFailure(error: ErrorData): void {
    this.#failure = error;
    this.#failures.emit(error);
  }

  async #live(crashes: boolean): Promise<void> {
    const { signal } = this.#over;
    const script = this.#script;
    if (script.bootTrouble) this.#beInTrouble(script.bootTrouble).catch(() => {});
    if (crashes)
      sleep(script.crashAfterMs ?? 0, signal).then(
        () => (script.crashIsRemedied ? this.die() : this.crash()),
        () => {},
      );
    for (const line of script.consoleLines ?? []) this.#write(line);
    if (!this.adopted) {
      for (const { id, title, ms } of script.bootSteps ?? []) {
        this.#write(`step ${id}: ${title}`);
        this.#step = { id, title };
        this.#steps.emit(this.#step);
        await sleep(ms, signal);
      }
    }
    if (script.guestFails) {
      this.tellFailure(script.guestFails);
      return;
    }
    if (script.neverReady) return;
    await this.engineUp();
    if (script.engineDownAfterMs === undefined) return;
    await sleep(script.engineDownAfterMs, signal);
    this.engineDown();
    if (script.engineDownForMs === undefined) return;
    await sleep(script.engineDownForMs, signal);
    await this.engineUp();
  }

  async #beInTrouble(trouble: NonNullable<FakeScript['bootTrouble']>): Promise<void> {
    await sleep(trouble.afterMs, this.#over.signal);
    this.tellTrouble(trouble.error);
    await sleep(trouble.forMs, this.#over.signal);
    this.tellTrouble(undefined);
  }

  #write(line: string): void {
    this.#lines.push(line);
    this.#writeConsole(line);
  }

  #end(how: Pick<VmExit, 'clean' | 'code' | 'signal'> & Partial<VmExit>): void {
    if (this.#over.signal.aborted) return;
    this.#answers = false;
    this.#over.abort();
    this.#engine?.remove();
    this.ports?.close();
    this.#settle({
      remedied: false,
      ...how,
      requested: this.#requested,
      lastLines: this.#lines.slice(-20),
    });
  }
}
