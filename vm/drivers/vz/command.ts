import { AppError } from '../../../shared/errors.ts';
import type { VmSpec } from '../driver.ts';
import type { BootImage } from '../guest/boot-image.ts';
import { AGENT_VSOCK_PORT, ROSETTA_TAG } from '../guest/boot-image.ts';
import { GUEST_MAC, uriPath } from './gvproxy-config.ts';

const MIB = 1024 ** 2;

/** A folder of this computer as the guest mounts it: a device for each. */
export interface ShareDevice {
  tag: string;
  folder: string;
}

export interface VfkitCommandOptions {
  spec: VmSpec;
  image: BootImage;
  /** Absolute paths. */
  dataDisk: string;
  configDisk: string;
  consoleLog: string;
  /** Takes what the guest reports. */
  statusLog: string;
  pidFile: string;
  restSocket: string;
  /** gvproxy listens there. */
  networkSocket: string;
  /** vfkit listens there for the guest's agent. */
  agentSocket: string;
  shares: readonly ShareDevice[];
  /** Programs for x86-64 run by Rosetta: on Apple silicon alone. */
  rosetta: boolean;
}

/**
 * The arguments of vfkit for one machine. Pure: the same options give the same arguments.
 * https://github.com/crc-org/vfkit/blob/main/doc/usage.md
 * @throws AppError bad_input where a path has a character that vfkit takes for its own
 */
export function buildVfkitArguments(options: VfkitCommandOptions): string[] {
  const { spec, image } = options;
  // Which console takes the reports: ports that vfkit makes have no names.
  const cmdline = `${image.cmdline} pier.status=hvc1`;
  return [
    ...['--cpus', String(spec.cpus), '--memory', String(Math.floor(spec.memoryBytes / MIB))],
    '--bootloader',
    `linux,kernel=${plain(image.kernel)},initrd=${plain(image.initramfs)},cmdline="${cmdline}"`,
    ...device(`virtio-blk,path=${plain(image.root)},deviceId=pier-root,readonly`),
    ...device(`virtio-blk,path=${plain(options.dataDisk)},deviceId=pier-data`),
    ...device(`virtio-blk,path=${plain(options.configDisk)},deviceId=pier-config,readonly`),
    ...device(`virtio-net,unixSocketPath=${plain(options.networkSocket)},mac=${GUEST_MAC}`),
    ...device('virtio-rng'),
    // Nobody inflates it so far: vfkit takes no order for it. macOS does, where its own memory is short.
    ...device('virtio-balloon'),
    // The first is the console; each file is emptied when the machine starts.
    ...device(`virtio-serial,logFilePath=${plain(options.consoleLog)}`),
    ...device(`virtio-serial,logFilePath=${plain(options.statusLog)}`),
    // No --timesync: vfkit would keep its connection to the agent, which has one at a time. The backend sets the clock.
    ...device(`virtio-vsock,port=${AGENT_VSOCK_PORT},socketURL=${plain(options.agentSocket)},connect`),
    ...options.shares.flatMap(({ tag, folder }) =>
      device(`virtio-fs,sharedDir=${plain(folder)},mountTag=${tag}`),
    ),
    ...(options.rosetta ? device(`rosetta,mountTag=${ROSETTA_TAG}`) : []),
    ...['--restful-uri', `unix://${uriPath(options.restSocket)}`],
    ...['--pidfile', options.pidFile],
  ];
}

/** Whether vfkit can be told of a path: it separates by commas, knows quotation marks, and no way around either. */
export function canBeTold(path: string): boolean {
  return !/[,"\n]/.test(path);
}

function plain(path: string): string {
  if (canBeTold(path)) return path;
  throw new AppError(
    'bad_input',
    `Use '${path}': vfkit cannot be told of a path with a comma or a quotation mark in it.`,
    'Choose a folder without them: PIER_HOME, PIER_CACHE, or the folder of the data disk.',
  );
}

function device(text: string): string[] {
  return ['--device', text];
}
