import { describe, expect, it } from 'vitest';
import { pierFiles } from '../../files.ts';
import { buildQemuArguments, type QemuCommandOptions } from './command.ts';

const GIB = 1024 ** 3;
const options: QemuCommandOptions = {
  accelerator: 'tcg',
  spec: { cpus: 3, memoryBytes: 2.5 * GIB, diskLimitBytes: 64 * GIB, swapBytes: GIB, hostname: 'pier' },
  image: {
    key: 'abc',
    kernel: '/i/vmlinuz',
    initramfs: '/i/initramfs',
    root: '/i/root',
    cmdline: 'console=hvc0 quiet',
  },
  files: pierFiles('/home/u/.pier'),
  most: { cpus: 8, memoryBytes: 16 * GIB + 5 },
};

/** The values of an option that may come more than once. */
function valuesOf(args: string[], option: string): string[] {
  return args.flatMap((arg, index) => (arg === option ? [args[index + 1] ?? ''] : []));
}

describe('buildQemuArguments', () => {
  const args = buildQemuArguments(options);

  it.each([
    ['-accel', 'tcg,thread=multi,tb-size=256'],
    ['-cpu', 'max'],
    ['-smp', 'cpus=8'],
    ['-m', '2560M,maxmem=16384M'],
    ['-kernel', '/i/vmlinuz'],
    ['-initrd', '/i/initramfs'],
    ['-append', 'console=hvc0 quiet maxcpus=3 memhp_default_state=online_movable'],
    ['-pidfile', '/home/u/.pier/run/machine.pid'],
    ['-mon', 'chardev=qmp,mode=control'],
    ['-netdev', 'user,id=net0,hostfwd=tcp:127.0.0.1:0-:2376'],
  ])('has %s %s', (option, value) => {
    expect(valuesOf(args, option)).toEqual([value]);
  });

  it('can be raised to what this computer has, of which nothing is taken at first', () => {
    expect(valuesOf(args, '-object')).toEqual([
      'memory-backend-memfd,id=memory,size=2560M,share=on',
      'memory-backend-memfd,id=extra,size=13824M,share=on,reserve=off',
    ]);
    expect(valuesOf(args, '-device')).toContain(
      'virtio-mem-pci,id=extra-memory,memdev=extra,requested-size=0',
    );
    const all = buildQemuArguments({ ...options, most: { cpus: 2, memoryBytes: 2.5 * GIB } });
    expect(valuesOf(all, '-smp')).toEqual(['cpus=3']);
    expect(valuesOf(all, '-m')).toEqual(['2560M']);
    expect(valuesOf(all, '-object')).toHaveLength(1);
  });

  it('uses what the host offers under KVM', () => {
    const kvm = buildQemuArguments({ ...options, accelerator: 'kvm' });
    expect(valuesOf(kvm, '-accel')).toEqual(['kvm']);
    expect(valuesOf(kvm, '-cpu')).toEqual(['host']);
  });

  it('has nothing that was not asked for, and ends where a guest resets', () => {
    for (const flag of ['-nodefaults', '-no-user-config', '-no-reboot']) expect(args).toContain(flag);
    expect(valuesOf(args, '-display')).toEqual(['none']);
  });

  it('hands over three disks by serial; only the data disk can be written and gives space back', () => {
    const disks = valuesOf(args, '-blockdev').map((json) => JSON.parse(json));
    expect(disks).toMatchObject([
      { 'node-name': 'pier-root', 'read-only': true, file: { filename: '/i/root' } },
      {
        'node-name': 'pier-data',
        'read-only': false,
        discard: 'unmap',
        file: { filename: '/home/u/.pier/vm/data.raw', discard: 'unmap' },
      },
      { 'node-name': 'pier-config', 'read-only': true, file: { filename: '/home/u/.pier/vm/config.tar' } },
    ]);
    expect(valuesOf(args, '-device').filter((device) => device.startsWith('virtio-blk-pci'))).toEqual([
      'virtio-blk-pci,drive=pier-root,serial=pier-root',
      'virtio-blk-pci,drive=pier-data,serial=pier-data,werror=enospc',
      'virtio-blk-pci,drive=pier-config,serial=pier-config',
    ]);
  });

  it('has the console and the two ports the guest knows', () => {
    const devices = valuesOf(args, '-device');
    expect(devices).toContain('virtconsole,chardev=console');
    expect(devices).toContain('virtserialport,chardev=agent,name=org.qemu.guest_agent.0');
    expect(devices).toContain('virtserialport,chardev=status,name=org.pier.status.0');
    expect(devices).toContain('virtio-balloon-pci,id=balloon,free-page-reporting=on');
    expect(valuesOf(args, '-chardev').map((value) => value.split(',')[0])).toEqual([
      'file',
      'socket',
      'file',
      'socket',
    ]);
  });

  it('takes a home with a comma and a quote in its name', () => {
    const odd = buildQemuArguments({ ...options, files: pierFiles('/h/a,b"c') });
    expect(valuesOf(odd, '-chardev')).toContain(
      'socket,id=qmp,path=/h/a,,b"c/run/qmp.sock,server=on,wait=off',
    );
    expect(valuesOf(odd, '-pidfile')).toEqual(['/h/a,b"c/run/machine.pid']);
    const data = JSON.parse(valuesOf(odd, '-blockdev')[1] ?? '{}');
    expect(data.file.filename).toBe('/h/a,b"c/vm/data.raw');
  });

  it('has a port for each device of shared folders, and the first device where something serves it', () => {
    const devices = valuesOf(args, '-device');
    expect(devices.filter((device) => device.startsWith('pcie-root-port,'))).toHaveLength(4);
    expect(devices.filter((device) => device.startsWith('vhost-user-fs-pci'))).toEqual([]);
    const shared = buildQemuArguments({ ...options, files: pierFiles('/home/a,b/.pier'), shares: true });
    expect(valuesOf(shared, '-chardev')).toContain(
      'socket,id=shares-0,path=/home/a,,b/.pier/run/shares.sock',
    );
    expect(valuesOf(shared, '-device')).toContain(
      'vhost-user-fs-pci,id=shares-0-device,bus=shares-port-0,chardev=shares-0,tag=pier-shares-0,queue-size=1024',
    );
  });
});
