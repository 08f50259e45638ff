import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import type { EngineEntry, EnginesState } from '../../../shared/contract/engines.ts';
import type { MachineInfo, MachineState, MachineStatus } from '../../../shared/contract/machine.ts';
import { initialTrayState, type TrayState } from './tray-state.ts';

/** States for unit tests. */
export function machineStatus(state: MachineState, info: Partial<MachineInfo> = {}): MachineStatus {
  return {
    state,
    info: { driver: 'qemu', hasMachine: true, canPause: true, ...info },
    dockerSocket: '/run/docker.sock',
  };
}

export const running = machineStatus({ kind: 'running', since: 0 });

export function trayState(over: Partial<TrayState> = {}): TrayState {
  return { ...initialTrayState, status: running, ...over };
}

export function container(over: Partial<ContainerSummary> = {}): ContainerSummary {
  return {
    id: 'c1',
    name: 'web',
    image: 'nginx',
    imageId: 'sha256:1',
    command: 'nginx',
    state: 'running',
    status: 'Up 3 minutes',
    health: 'none',
    createdAt: 0,
    ports: [],
    labels: {},
    ...over,
  };
}

const OWN: EngineEntry = { id: 'pier', name: 'pier', kind: 'own', description: '', address: '' };

export function enginesState(current: string, others: readonly Partial<EngineEntry>[]): EnginesState {
  const engines = others.map((each) => ({ ...OWN, kind: 'context' as const, ...each }));
  return {
    engines: [OWN, ...engines],
    current,
    about: { state: running.state, lacks: [] },
    isStale: false,
  };
}
