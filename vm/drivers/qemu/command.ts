import type { PierFiles } from '../../files.ts';
import type { GuestShare, VmSpec } from '../driver.ts';
import { type BootImage, GUEST_ENGINE_PORT } from '../guest/boot-image.ts';
import { shareArguments } from './shares/share-device.ts';

export type AcceleratorKind = 'kvm' | 'tcg';

const MIB = 1024 ** 2;
/** What memory beyond the start is plugged in by, and the device that does it. */
const MEMORY_BLOCK_BYTES = 128 * MIB;
export const EXTRA_MEMORY = 'extra-memory';
/** QEMU's cache of translated code is memory of its own; unbounded it takes up to 1 GiB. */
const TRANSLATION_CACHE_MIB = 256;

export interface QemuCommandOptions {
  accelerator: AcceleratorKind;
  spec: VmSpec;
  image: BootImage;
  files: PierFiles;
  /** What the machine may be raised to while it runs: what this computer has. */
  most: GuestShare;
  /** Something listens at `files.run.sharesSocket` and serves folders of this computer. */
  shares?: boolean;
}

/**
 * The arguments of qemu-system-x86_64 for one machine. Pure: the same options give the same arguments.
 * https://www.qemu.org/docs/master/system/invocation.html
 */
export function buildQemuArguments(options: QemuCommandOptions): string[] {
  const { spec, image, files, most } = options;
  const memoryMib = Math.floor(spec.memoryBytes / MIB);
  const extra = extraMemoryBytes(spec, most) / MIB;
  return [
    ...['-name', 'pier', '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-pidfile', files.run.machinePid],
    ...['-machine', 'q35,memory-backend=memory,vmport=off,sata=off,smbus=off'],
    ...accelerate(options.accelerator),
    // All that there may be, of which the kernel starts those that were asked for: a processor that is not started
    // costs nothing, and is started and stopped by the guest agent.
    ...['-smp', `cpus=${Math.max(spec.cpus, most.cpus)}`],
    // Shared memory: pages that the guest reports as free go back to the host, and virtiofs can map it.
    ...['-m', extra > 0 ? `${memoryMib}M,maxmem=${memoryMib + extra}M` : `${memoryMib}M`],
    ...['-object', `memory-backend-memfd,id=memory,size=${memoryMib}M,share=on`],
    ...(extra > 0 ? extraMemory(extra) : []),
    ...['-device', 'virtio-balloon-pci,id=balloon,free-page-reporting=on'],
    ...['-kernel', image.kernel, '-initrd', image.initramfs],
    ...['-append', `${image.cmdline} maxcpus=${spec.cpus} memhp_default_state=online_movable`],
    ...disk({ serial: 'pier-root', path: image.root, readOnly: true }),
    ...disk({ serial: 'pier-data', path: files.vm.dataDisk, readOnly: false }),
    ...disk({ serial: 'pier-config', path: files.vm.configDisk, readOnly: true }),
    // Port 0: the kernel picks one that is free, and nobody can take it in between.
    ...['-netdev', `user,id=net0,hostfwd=tcp:127.0.0.1:0-:${GUEST_ENGINE_PORT}`],
    // No boot from the network: without its ROM the card starts at once.
    ...['-device', 'virtio-net-pci,netdev=net0,romfile='],
    ...['-device', 'virtio-rng-pci'],
    ...shareArguments(options.shares ? files.run.sharesSocket : undefined),
    ...serialPorts(files),
    ...['-chardev', `socket,id=qmp,path=${escapeValue(files.run.qmpSocket)},server=on,wait=off`],
    ...['-mon', 'chardev=qmp,mode=control'],
  ];
}

/**
 * What can be plugged in beyond what the machine is started with, in bytes. A machine that was started with all of it and
 * ballooned down would keep a list of all its pages: 1.6 % of this computer's memory.
 */
export function extraMemoryBytes(spec: GuestShare, most: GuestShare): number {
  const started = Math.floor(spec.memoryBytes / MIB) * MIB;
  return Math.max(0, Math.floor((most.memoryBytes - started) / MEMORY_BLOCK_BYTES)) * MEMORY_BLOCK_BYTES;
}

/** Nothing of it is there until the guest is asked to take it: https://www.qemu.org/docs/master/system/devices/virtio/virtio-mem.html */
function extraMemory(mib: number): string[] {
  return [
    ...['-object', `memory-backend-memfd,id=extra,size=${mib}M,share=on,reserve=off`],
    ...['-device', `virtio-mem-pci,id=${EXTRA_MEMORY},memdev=extra,requested-size=0`],
  ];
}

function accelerate(kind: AcceleratorKind): string[] {
  if (kind === 'kvm') return ['-accel', 'kvm', '-cpu', 'host'];
  return ['-accel', `tcg,thread=multi,tb-size=${TRANSLATION_CACHE_MIB}`, '-cpu', 'max'];
}

function disk(options: { serial: string; path: string; readOnly: boolean }): string[] {
  const { serial, path, readOnly } = options;
  // JSON, since a path may hold anything.
  const blockdev = {
    'node-name': serial,
    driver: 'raw',
    'read-only': readOnly,
    discard: readOnly ? 'ignore' : 'unmap',
    file: { driver: 'file', filename: path, 'read-only': readOnly, discard: readOnly ? 'ignore' : 'unmap' },
  };
  // A full host disk stops the machine instead of failing the guest's writes: it goes on when there is space.
  const policy = readOnly ? '' : ',werror=enospc';
  return [
    ...['-blockdev', JSON.stringify(blockdev)],
    ...['-device', `virtio-blk-pci,drive=${serial},serial=${serial}${policy}`],
  ];
}

/** The console, and the ports of the guest agent and of the boot's reports. */
function serialPorts(files: PierFiles): string[] {
  return [
    ...['-device', 'virtio-serial-pci'],
    ...['-chardev', `file,id=console,append=on,path=${escapeValue(files.logs.console)}`],
    ...['-device', 'virtconsole,chardev=console'],
    ...['-chardev', `socket,id=agent,path=${escapeValue(files.run.guestAgentSocket)},server=on,wait=off`],
    ...['-device', 'virtserialport,chardev=agent,name=org.qemu.guest_agent.0'],
    // A file: the guest's write to a socket that nobody reads would wait for ever.
    ...['-chardev', `file,id=status,append=on,path=${escapeValue(files.run.guestStatus)}`],
    ...['-device', 'virtserialport,chardev=status,name=org.pier.status.0'],
  ];
}

/** QEMU's option lists are separated by commas; one in a value is doubled. */
function escapeValue(value: string): string {
  return value.replaceAll(',', ',,');
}
