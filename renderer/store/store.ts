import { create } from 'zustand';
import type { AppInfo } from '../../shared/contract/app.ts';
import type { EnginesState } from '../../shared/contract/engines.ts';
import type { ExtensionsState } from '../../shared/contract/extensions.ts';
import type { UpdatesState } from '../../shared/contract/updates.ts';
import type { ErrorData } from '../../shared/errors.ts';
import { type ConnectionSlice, initialConnection } from './connection-slice.ts';
import { type ContainersSlice, initialContainers } from './containers-slice.ts';
import { initialMachine, type MachineSlice } from './machine-slice.ts';
import type { NoticesSlice } from './notices-slice.ts';
import { initialPorts, type PortsSlice } from './ports-slice.ts';
import { initialTables, type TablesSlice } from './tables-slice.ts';
import { initialTasks, type TasksSlice } from './tasks-slice.ts';

/** What a person does with one container right now, or what came of it. Written by commands alone. */
export interface ActionsSlice {
  /** The id of the command under way, by container. */
  pending: Readonly<Record<string, string>>;
  /** Why the last command failed, by container; gone with the next one. */
  errors: Readonly<Record<string, { what: string; error: ErrorData }>>;
  /** The command of the engine under way. */
  machinePending: string | undefined;
  /** The id of the engine that is about to be shown. */
  enginePending: string | undefined;
}

/** What is open on this screen. */
export interface ViewSlice {
  runDialog: boolean;
  /** The image that the run dialog is to begin with. */
  runImage: string | undefined;
  /** The container whose settings the create form is filled with, and what for. */
  basedOn: { purpose: 'duplicate' | 'edit'; id: string; name: string } | undefined;
  /** The container that a person looks at: its row is marked. */
  selected: string | undefined;
  /** The container whose logs are open, with its name as they were opened. */
  logsOf: { id: string; name: string } | undefined;
  removing: string | undefined;
  renaming: string | undefined;
  /** Containers that a person is asked about before all of them are removed. */
  removingMany: readonly string[] | undefined;
  machineLogs: boolean;
  palette: boolean;
  /** Tasks and what was told, at the side. */
  activity: boolean;
  confirmForceStop: boolean;
  /** What is known of the engine that is shown. */
  engineAbout: boolean;
  /** A person is asked before Pier restarts for an update. */
  restartForUpdate: boolean;
}

export interface PierState {
  connection: ConnectionSlice;
  app: AppInfo | undefined;
  /** Which engines there are, and what is known of the one that is shown. None until the backend told. */
  engines: EnginesState | undefined;
  /** One more with each engine that is shown: what was on the screen of the one before is not of this one. */
  engineTurn: number;
  /** None until the backend told. */
  extensions: ExtensionsState | undefined;
  machine: MachineSlice;
  containers: ContainersSlice;
  ports: PortsSlice;
  tasks: TasksSlice;
  tables: TablesSlice;
  /** Newer versions of Pier. None until the backend told. */
  updates: UpdatesState | undefined;
  /** What was told, newest first. */
  notices: NoticesSlice;
  actions: ActionsSlice;
  view: ViewSlice;
}

const initialActions: ActionsSlice = {
  pending: {},
  errors: {},
  machinePending: undefined,
  enginePending: undefined,
};

const initialView: ViewSlice = {
  runDialog: false,
  runImage: undefined,
  basedOn: undefined,
  selected: undefined,
  logsOf: undefined,
  removing: undefined,
  renaming: undefined,
  removingMany: undefined,
  machineLogs: false,
  palette: false,
  activity: false,
  confirmForceStop: false,
  engineAbout: false,
  restartForUpdate: false,
};

/** The one store. What the backend tells is written by `connect-*.ts` alone; components select from it. */
export const usePier = create<PierState>(() => ({
  connection: initialConnection,
  app: undefined,
  engines: undefined,
  engineTurn: 0,
  extensions: undefined,
  machine: initialMachine,
  containers: initialContainers,
  ports: initialPorts,
  tasks: initialTasks,
  tables: initialTables,
  updates: undefined,
  notices: [],
  actions: initialActions,
  view: initialView,
}));

export type PierStore = typeof usePier;

export function updateView(change: Partial<ViewSlice>): void {
  usePier.setState((state) => ({ view: { ...state.view, ...change } }));
}

export function updateActions(change: (actions: ActionsSlice) => Partial<ActionsSlice>): void {
  usePier.setState((state) => ({ actions: { ...state.actions, ...change(state.actions) } }));
}

/** Forgets everything of the engine that was shown: another one is about to be. */
export function leaveEngine(store: PierStore): void {
  store.setState(({ engineTurn }) => ({
    engineTurn: engineTurn + 1,
    connection: { kind: 'connecting' },
    machine: initialMachine,
    containers: initialContainers,
    ports: initialPorts,
    actions: initialActions,
    view: initialView,
  }));
}
