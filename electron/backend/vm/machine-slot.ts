import type { MachineInfo, MachineState } from '../../../shared/contract/machine.ts';
import type { ErrorData } from '../../../shared/errors.ts';
import type { RunningVm, VmDriver, VmExit, VmSpec } from '../../../vm/drivers/driver.ts';
import { Emitter } from '../../../vm/emitter.ts';
import type { Logger } from '../log/logger.ts';
import { AttachedMachine } from './attached-machine.ts';
import { EngineLink } from './engine-link.ts';
import type { EngineProbe } from './engine-probe.ts';
import { type MachineEvent, nextState } from './state-machine.ts';

export interface MachineSlotOptions {
  driver: VmDriver;
  log: Logger;
  makeProbe: (vm: RunningVm) => EngineProbe;
  /** See EngineLink. */
  wake: () => Promise<void> | undefined;
  /** What happens to the machine in the slot; one that was detached is silent. */
  onExit(machine: AttachedMachine, exit: VmExit): void;
  onTrouble(machine: AttachedMachine): void;
  onGuestFailure(machine: AttachedMachine, error: ErrorData): void;
}

/** The place of the one machine, with the one state and what follows from both: where the engine is. */
export class MachineSlot {
  readonly link: EngineLink;
  readonly #options: MachineSlotOptions;
  readonly #changes = new Emitter<void>();
  #state: MachineState = { kind: 'absent', since: Date.now() };
  #machine: AttachedMachine | undefined;

  constructor(options: MachineSlotOptions) {
    this.#options = options;
    this.link = new EngineLink(options.wake);
  }

  get state(): MachineState {
    return this.#state;
  }

  get machine(): AttachedMachine | undefined {
    return this.#machine;
  }

  /** Called after each change of the state. */
  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  /** What is under the engine. @param nextSpec what the next machine would be started with */
  info(nextSpec: () => VmSpec): MachineInfo {
    const { capabilities, name } = this.#options.driver;
    const vm = this.#machine?.vm;
    const spec = capabilities.machine ? (vm?.spec ?? nextSpec()) : undefined;
    return {
      driver: name,
      hasMachine: capabilities.machine,
      canPause: capabilities.pause,
      ...(capabilities.rosetta && { rosetta: spec?.rosetta ?? false }),
      ...(vm?.accelerator && { accelerator: vm.accelerator }),
      ...(vm?.acceleratorReason && { acceleratorReason: vm.acceleratorReason }),
      ...(vm?.imageVersion && { imageVersion: vm.imageVersion }),
      ...(spec && {
        cpus: spec.cpus,
        memoryBytes: spec.memoryBytes,
        diskLimitBytes: spec.diskLimitBytes,
        swapBytes: spec.swapBytes,
      }),
    };
  }

  attach(vm: RunningVm): AttachedMachine {
    const { log, makeProbe, onExit, onTrouble, onGuestFailure } = this.#options;
    const machine: AttachedMachine = new AttachedMachine({
      vm,
      probe: makeProbe(vm),
      log,
      onTrouble: () => {
        // One that lasts since before is told while the machine is being attached.
        if (this.#machine) onTrouble(this.#machine);
      },
    });
    this.#machine = machine;
    void vm.exited.then((exit) => {
      if (machine === this.#machine) onExit(machine, exit);
    });
    vm.onGuestFailure((error) => {
      if (machine === this.#machine) onGuestFailure(machine, error);
    });
    return machine;
  }

  /** Stops watching the machine; it goes on. */
  detach(): AttachedMachine | undefined {
    const machine = this.#machine;
    this.#machine = undefined;
    machine?.close();
    return machine;
  }

  /** Ends the machine by force, where there is one. Never rejects. */
  async discard(): Promise<void> {
    const machine = this.detach();
    if (!machine) return;
    await machine.vm.kill().catch((error: unknown) => {
      this.#options.log.error('Could not end the machine.', { error: String(error) });
    });
    machine.vm.release();
  }

  to(event: MachineEvent): void {
    const { log } = this.#options;
    const next = nextState(this.#state, event, Date.now());
    if (!next) {
      log.error('A state change is not in the table.', { from: this.#state.kind, event: event.type });
      return;
    }
    if (next.kind !== this.#state.kind) log.info(`The machine is ${next.kind}.`);
    this.#state = next;
    this.updateLink();
    this.#changes.emit();
  }

  updateLink(): void {
    const { kind } = this.#state;
    const machine = this.#machine;
    // Connections to a machine that is paused stay open, and go on with it.
    const isThere = kind === 'running' || kind === 'paused';
    const isUp = isThere && machine !== undefined && !machine.engineTrouble;
    const isOnItsWay = kind === 'running' || kind === 'starting' || kind === 'provisioning';
    this.link.set(isUp ? machine.vm.endpoint : undefined, !isUp && isOnItsWay, kind === 'paused');
  }

  /** What info() tells has changed. */
  tellChange(): void {
    this.#changes.emit();
  }

  /** Lets go of the machine, and tells nobody of anything any more. */
  close(): void {
    this.detach()?.vm.release();
    this.link.set(undefined, false);
    this.#changes.clear();
  }
}
