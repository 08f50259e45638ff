import { t } from '../../../renderer/i18n/index.ts';
import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import type { EngineEntry } from '../../../shared/contract/engines.ts';
import type { UpdateState } from '../../../shared/contract/updates.ts';
import { CONTAINER_ACTIONS } from '../../../shared/model/container-actions.ts';
import { isUsable } from '../../../shared/model/engine-kind.ts';
import { MACHINE_ACTIONS, type MachineActionId } from '../../../shared/model/machine-actions.ts';
import { type PortLink, portLinks } from '../../../shared/model/port-links.ts';
import type { TrayState } from './tray-state.ts';
import { engineName, menuLabel, shownEngineName, stateLine } from './tray-texts.ts';

/** What an item of the menu does, as data. */
export type TrayAction =
  | { kind: 'show'; parts: readonly string[] }
  | { kind: 'machine'; id: MachineActionId }
  | { kind: 'container'; id: 'stop' | 'restart'; container: string; name: string }
  | { kind: 'open'; url: string }
  | { kind: 'engine'; id: string }
  | { kind: 'updates' | 'about' | 'quit' };

/** One line of a native menu. One without an action, and without items below it, is there to be read. */
export type TrayItem =
  | { type: 'separator' }
  | {
      type?: 'normal' | 'radio';
      label: string;
      enabled?: boolean;
      checked?: boolean;
      action?: TrayAction;
      items?: readonly TrayItem[];
    };

/** More would not fit on a screen; the window has all of them. */
const SHOWN_CONTAINERS = 20;
const SEPARATOR: TrayItem = { type: 'separator' };

/** The tray's menu for a state: what makes sense now, in the order of the dashboard. */
export function trayMenu(state: TrayState): TrayItem[] {
  const open: TrayItem = { label: t.tray.open, action: { kind: 'show', parts: [] } };
  const line: TrayItem = { label: menuLabel(stateLine(state)), enabled: false };
  // The machine is being stopped, and a window tells how far it is.
  if (state.quitting) return [line];
  return [
    line,
    open,
    SEPARATOR,
    ...machineItems(state),
    SEPARATOR,
    containersItem(state),
    ...engineItems(state),
    SEPARATOR,
    { label: t.tray.settings, action: { kind: 'show', parts: ['settings'] } },
    { label: t.tray.troubleshoot, action: { kind: 'show', parts: ['troubleshoot'] } },
    updatesItem(state.updates?.update),
    { label: t.tray.about, action: { kind: 'about' } },
    SEPARATOR,
    { label: t.tray.quit, action: { kind: 'quit' } },
  ];
}

/** Start or Stop, Restart, Pause or Resume: what cannot be done now is grey, so that nothing moves under a hand. */
function machineItems({ status, pending }: TrayState): TrayItem[] {
  const item = (id: MachineActionId): TrayItem => ({
    label: t.engine[id],
    enabled: canDo(id) && !pending.has('machine'),
    action: { kind: 'machine', id },
  });
  const canDo = (id: MachineActionId) => status !== undefined && MACHINE_ACTIONS[id].when(status);
  return [
    item(canDo('stop') || status?.state.kind === 'stopping' ? 'stop' : 'start'),
    item('restart'),
    item(canDo('resume') ? 'resume' : 'pause'),
  ];
}

/** Looks for updates, or leads to the page that tells of one: it asks there what an update needs to be asked. */
function updatesItem(update: UpdateState | undefined): TrayItem {
  const show = (label: string): TrayItem => ({
    label,
    action: { kind: 'show', parts: ['settings', 'updates'] },
  });
  switch (update?.kind) {
    case undefined:
    case 'installing':
      return { label: t.tray.updates, enabled: false };
    case 'checking':
      return { label: t.tray.checking, enabled: false };
    case 'unavailable':
      return show(t.tray.noUpdates);
    case 'available':
    case 'downloading':
    case 'ready':
    case 'postponed':
      return show(menuLabel(t.tray[update.kind](update.release.version)));
    case 'failed':
      if (update.step !== 'check') return show(t.tray.updateFailed);
      break;
  }
  return { label: t.tray.updates, action: { kind: 'updates' } };
}

function containersItem(state: TrayState): TrayItem {
  // What does not answer has none that could be stopped.
  const containers = isUsable(state.status) ? state.containers : [];
  if (containers.length === 0) return { label: t.tray.noContainers, enabled: false };
  const shown = [...containers]
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
    .slice(0, SHOWN_CONTAINERS);
  const items = shown.map((container) => containerItem(container, state));
  const left = containers.length - shown.length;
  if (left > 0) {
    items.push(SEPARATOR, {
      label: t.tray.moreContainers(left),
      action: { kind: 'show', parts: ['containers'] },
    });
  }
  return { label: t.tray.containers(containers.length), items };
}

function containerItem(container: ContainerSummary, { ports, pending }: TrayState): TrayItem {
  const { id, name } = container;
  const act = (action: 'stop' | 'restart'): TrayItem => ({
    label: t.containers[action],
    enabled: CONTAINER_ACTIONS[action].when(container) && !pending.has(id),
    action: { kind: 'container', id: action, container: id, name },
  });
  const forwards = ports?.forwards.filter(({ containerId }) => containerId === id);
  const links = portLinks(container.ports, ports?.published, forwards).flatMap(portItem);
  const isBusy = container.state !== 'running';
  return {
    label: menuLabel(isBusy ? t.tray.inState(name, t.containers.states[container.state]) : name),
    items: [
      { label: t.containers.logs, action: { kind: 'show', parts: ['containers', id, 'logs'] } },
      act('stop'),
      act('restart'),
      ...(links.length > 0 ? [SEPARATOR, ...links] : []),
    ],
  };
}

/** A port that is published. One that a browser cannot open says why. */
function portItem({ state, text, url }: PortLink): TrayItem[] {
  if (state === 'exposed') return [];
  if (state !== 'open') return [{ label: t.tray.port(text, t.tray.portStates[state]), enabled: false }];
  return [
    { label: t.tray.openPort(text), ...(url ? { action: { kind: 'open', url } } : { enabled: false }) },
  ];
}

/** Nothing to choose where there is one engine alone. */
function engineItems(state: TrayState): TrayItem[] {
  const { engines, pending } = state;
  if (!engines || engines.engines.length < 2) return [];
  const own = engines.engines.find(({ id }) => id === engines.current)?.kind === 'own';
  const item = (engine: EngineEntry): TrayItem => ({
    type: 'radio',
    label: menuLabel(engine.problem ? t.tray.unusable(engineName(engine)) : engineName(engine)),
    checked: engine.id === engines.current,
    enabled: !engine.problem && !pending.has('engine'),
    action: { kind: 'engine', id: engine.id },
  });
  return [
    {
      label: menuLabel(t.tray.engine(own ? t.engines.own : shownEngineName(state))),
      items: engines.engines.map(item),
    },
  ];
}
