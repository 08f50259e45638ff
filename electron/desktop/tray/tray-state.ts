import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import type { EnginesState } from '../../../shared/contract/engines.ts';
import type { MachineStatus, MachineUsage } from '../../../shared/contract/machine.ts';
import type { PortsUpdate } from '../../../shared/contract/ports.ts';
import type { UpdatesState } from '../../../shared/contract/updates.ts';

/** What the tray shows. Everything is of the engine that is shown; undefined is what is not known yet. */
export interface TrayState {
  status: MachineStatus | undefined;
  usage: MachineUsage | undefined;
  engines: EnginesState | undefined;
  /** Those whose processes exist. */
  containers: readonly ContainerSummary[];
  ports: PortsUpdate | undefined;
  /** Newer versions of Pier, which are of no engine. */
  updates: UpdatesState | undefined;
  /** What is under way: "machine", "engine", or a container's id. */
  pending: ReadonlySet<string>;
  quitting: boolean;
}

export const initialTrayState: TrayState = {
  status: undefined,
  usage: undefined,
  engines: undefined,
  containers: [],
  ports: undefined,
  updates: undefined,
  pending: new Set(),
  quitting: false,
};

export const TRAY_ICONS = ['stopped', 'starting', 'running', 'paused', 'failed'] as const;
export type TrayIcon = (typeof TRAY_ICONS)[number];

/** The state as a picture. What is on its way somewhere is "starting", also to its end. */
export function trayIconOf({ status, quitting }: Pick<TrayState, 'status' | 'quitting'>): TrayIcon {
  const kind = status?.state.kind;
  if (quitting || kind === 'provisioning' || kind === 'starting' || kind === 'stopping') return 'starting';
  if (kind === undefined || kind === 'absent') return 'stopped';
  return kind;
}

/**
 * The file of a picture, below assets/tray. Beside each lies one of twice its size, `@2x`, which Electron finds itself.
 * macOS colours a template image as its menu bar needs it, and knows one by the end of its name.
 */
export function trayIconFile(icon: TrayIcon, place: { platform: string; dark: boolean }): string {
  if (place.platform === 'darwin') return `${icon}Template.png`;
  return `${icon}-${place.dark ? 'dark' : 'light'}.png`;
}
