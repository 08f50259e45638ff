/** The form as it is typed. Rows have a key of their own, so that removing one leaves the others alone. */
export interface RunForm {
  image: string;
  name: string;
  command: string;
  ports: PortRow[];
  publishAll: boolean;
  env: EnvRow[];
  volumes: VolumeRow[];
  networks: NetworkRow[];
  hostname: string;
  restart: 'no' | 'always' | 'unless-stopped' | 'on-failure';
  retries: string;
  autoRemove: boolean;
  cpus: string;
  memory: string;
  entrypoint: string;
  user: string;
  workingDir: string;
  tty: boolean;
  openStdin: boolean;
  init: boolean;
  privileged: boolean;
  readOnlyRoot: boolean;
  capAdd: string[];
  capDrop: string[];
  devices: DeviceRow[];
  health: HealthForm;
  labels: LabelRow[];
  start: boolean;
  /** Whose other settings are taken over. */
  base: string | undefined;
}

export interface PortRow {
  key: string;
  /** "8080", "127.0.0.1:8080" or nothing. */
  hostPort: string;
  containerPort: string;
  protocol: 'tcp' | 'udp' | 'sctp';
}

export interface EnvRow {
  key: string;
  name: string;
  value: string;
  /** Taken out of the image's environment, as long as no value is given. */
  unset?: boolean;
}

export interface VolumeRow {
  key: string;
  /** "auto" is a volume's name or a path, as its source says. */
  kind: 'auto' | 'new' | 'tmpfs';
  source: string;
  target: string;
  readOnly: boolean;
  /** Of a tmpfs. */
  size: string;
}

export interface NetworkRow {
  key: string;
  name: string;
  aliases: string[];
  ipv4: string;
  ipv6: string;
}

export interface DeviceRow {
  key: string;
  hostPath: string;
  containerPath: string;
  permissions: string;
}

export interface LabelRow {
  key: string;
  name: string;
  value: string;
}

export interface HealthForm {
  kind: 'image' | 'none' | 'shell' | 'exec';
  command: string;
  interval: string;
  timeout: string;
  startPeriod: string;
  retries: string;
}

export const emptyRunForm: RunForm = {
  image: '',
  name: '',
  command: '',
  ports: [],
  publishAll: false,
  env: [],
  volumes: [],
  networks: [],
  hostname: '',
  restart: 'no',
  retries: '',
  autoRemove: false,
  cpus: '',
  memory: '',
  entrypoint: '',
  user: '',
  workingDir: '',
  tty: false,
  openStdin: false,
  init: false,
  privileged: false,
  readOnlyRoot: false,
  capAdd: [],
  capDrop: [],
  devices: [],
  health: { kind: 'image', command: '', interval: '', timeout: '', startPeriod: '', retries: '' },
  labels: [],
  start: true,
  base: undefined,
};

const newKey = () => crypto.randomUUID();

/** An empty row of each list. */
export const newRow = {
  ports: (): PortRow => ({ key: newKey(), hostPort: '', containerPort: '', protocol: 'tcp' }),
  env: (): EnvRow => ({ key: newKey(), name: '', value: '' }),
  volumes: (): VolumeRow => ({
    key: newKey(),
    kind: 'auto',
    source: '',
    target: '',
    readOnly: false,
    size: '',
  }),
  networks: (): NetworkRow => ({ key: newKey(), name: '', aliases: [], ipv4: '', ipv6: '' }),
  devices: (): DeviceRow => ({ key: newKey(), hostPath: '', containerPath: '', permissions: 'rwm' }),
  labels: (): LabelRow => ({ key: newKey(), name: '', value: '' }),
};

export type RowArea = keyof typeof newRow;
export const ROW_AREAS = Object.keys(newRow) as RowArea[];

/** Rows that say nothing are left out of a request. */
const isEmptyRow: { [A in RowArea]: (row: RunForm[A][number]) => boolean } = {
  ports: (row) => !row.hostPort.trim() && !row.containerPort.trim(),
  env: (row) => !row.name.trim() && !row.value,
  volumes: (row) => !row.source.trim() && !row.target.trim(),
  networks: (row) => !row.name.trim() && row.aliases.length === 0 && !row.ipv4.trim() && !row.ipv6.trim(),
  devices: (row) => !row.hostPath.trim() && !row.containerPath.trim(),
  labels: (row) => !row.name.trim() && !row.value,
};

/** The rows that say something, with their place in the form. */
export function filledRows<A extends RowArea>(form: RunForm, area: A): [RunForm[A][number], number][] {
  const rows: readonly RunForm[A][number][] = form[area];
  return rows.flatMap((row, index) =>
    isEmptyRow[area](row) ? [] : [[row, index] as [RunForm[A][number], number]],
  );
}
