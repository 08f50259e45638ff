import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../e2e/fixtures/stand-ins/vfkit-arguments.mjs';
import { pierFiles } from '../../files.ts';
import { buildVfkitArguments, canBeTold, type VfkitCommandOptions } from './command.ts';
import { gvproxyConfig } from './gvproxy-config.ts';
import { checkHome, checkSystem } from './preflight.ts';

const MIB = 1024 ** 2;

const options = (change: Partial<VfkitCommandOptions> = {}): VfkitCommandOptions => ({
  spec: { cpus: 4, memoryBytes: 3000 * MIB + 5, diskLimitBytes: 1, swapBytes: 0, hostname: 'pier' },
  image: {
    ...{ key: 'k', kernel: '/i/vmlinuz', initramfs: '/i/initramfs', root: '/i/root' },
    cmdline: 'console=hvc0 quiet',
  },
  ...{ dataDisk: '/h/vm/data.raw', configDisk: '/h/vm/config.tar', consoleLog: '/h/console.log' },
  ...{ statusLog: '/h/status.log', pidFile: '/h/run/machine.pid', restSocket: '/h/run/vfkit.sock' },
  ...{ networkSocket: '/h/run/net.sock', agentSocket: '/h/run/qga.sock', shares: [], rosetta: false },
  ...change,
});

const devicesOf = (args: string[]) => args.filter((_, index) => args[index - 1] === '--device');

describe('the command line of vfkit', () => {
  it('is the whole machine', () => {
    const args = buildVfkitArguments(options());
    expect(args.filter((_, index) => args[index - 1] !== '--device' && args[index] !== '--device')).toEqual([
      ...['--cpus', '4', '--memory', '3000', '--bootloader'],
      'linux,kernel=/i/vmlinuz,initrd=/i/initramfs,cmdline="console=hvc0 quiet pier.status=hvc1"',
      ...['--restful-uri', 'unix:///h/run/vfkit.sock', '--pidfile', '/h/run/machine.pid'],
    ]);
    expect(devicesOf(args)).toEqual([
      'virtio-blk,path=/i/root,deviceId=pier-root,readonly',
      'virtio-blk,path=/h/vm/data.raw,deviceId=pier-data',
      'virtio-blk,path=/h/vm/config.tar,deviceId=pier-config,readonly',
      'virtio-net,unixSocketPath=/h/run/net.sock,mac=5a:94:ef:e4:0c:ee',
      'virtio-rng',
      'virtio-balloon',
      'virtio-serial,logFilePath=/h/console.log',
      'virtio-serial,logFilePath=/h/status.log',
      'virtio-vsock,port=1025,socketURL=/h/run/qga.sock,connect',
    ]);
    expect(buildVfkitArguments(options())).toEqual(args);
  });

  it.each([
    [
      'a folder',
      { shares: [{ tag: 't', folder: '/Users/a b' }] },
      ['virtio-fs,sharedDir=/Users/a b,mountTag=t'],
    ],
    ['Rosetta', { rosetta: true }, ['rosetta,mountTag=pier-rosetta']],
  ])('has a device more for %s', (_what, change, more) => {
    const plain = devicesOf(buildVfkitArguments(options()));
    expect(devicesOf(buildVfkitArguments(options(change)))).toEqual([...plain, ...more]);
  });

  it.each([
    { dataDisk: '/a,b/data.raw' },
    { configDisk: '/a"b/config.tar' },
    { shares: [{ tag: 't', folder: '/a,b' }] },
  ])('is refused for what vfkit would read otherwise: %j', (change) => {
    expect(() => buildVfkitArguments(options(change))).toThrow(
      expect.objectContaining({ code: 'bad_input', hint: expect.stringMatching(/./) }),
    );
  });

  it('knows which path can be told', () => {
    expect(['/a b', "/it's", '/ü'].map(canBeTold)).toEqual([true, true, true]);
    expect(['/a,b', '/a"b', '/a\nb'].map(canBeTold)).toEqual([false, false, false]);
  });
});

describe('what stands in for vfkit', () => {
  it.each([
    [['--pidfil', '/x'], 'unknown flag: --pidfil'],
    [['-z'], "unknown shorthand flag: 'z' in -z"],
    [['--cpus', 'two'], /invalid argument "two" for "-c, --cpus" flag/],
    [['--cpus'], 'flag needs an argument: --cpus'],
    [['run'], 'unknown command "run" for "vfkit"'],
    [[], 'empty option list in --bootloader command line argument'],
    [['--bootloader', 'grub'], 'unknown bootloader type: grub'],
    [['--bootloader', 'linux,root=/x'], 'unknown option for Linux bootloaders: root'],
  ])('takes its command line as strictly: %j', (argv, message) => {
    expect(() => parseArguments(argv)).toThrow(message);
  });
});

describe("gvproxy's configuration", () => {
  it("gives the guest the addresses of QEMU's user network", () => {
    const config = JSON.parse(
      gvproxyConfig({ networkSocket: '/h a/net.sock', controlSocket: '/h a/api.sock', pidFile: '/h a/pid' }),
    );
    expect(config).toMatchObject({
      services: 'unix:///h%20a/api.sock',
      interfaces: { vfkit: 'unixgram:///h%20a/net.sock' },
      'pid-file': '/h a/pid',
      stack: {
        ...{ subnet: '10.0.2.0/24', gatewayIP: '10.0.2.3', deviceIP: '10.0.2.15', hostIP: '10.0.2.2' },
        ...{ nat: { '10.0.2.2': '127.0.0.1' }, gatewayVirtualIPs: ['10.0.2.2'] },
      },
    });
    // Nothing of this computer is forwarded by itself.
    expect(config.stack.forwards).toBeUndefined();
  });
});

describe('what vfkit needs of this computer', () => {
  it.each(['/Users/jo ann/.pier', '/Users/a,b', '/Users/a?b', '/Users/a%20b'])(
    'is not a home like %j',
    (home) => {
      expect(() => checkHome(pierFiles(home))).toThrow(expect.objectContaining({ code: 'bad_input' }));
    },
  );

  it('is a home, short enough for the socket that it makes itself', () => {
    expect(() => checkHome(pierFiles('/Users/jo.ann-2/.pier'))).not.toThrow();
    expect(() => checkHome(pierFiles(`/${'x'.repeat(80)}`))).toThrow(
      expect.objectContaining({ code: 'socket_path_too_long' }),
    );
  });

  it('is macOS 13', () => {
    expect(() => checkSystem('darwin', '22.1.0')).not.toThrow();
    expect(() => checkSystem('linux', '6.1.0')).not.toThrow();
    expect(() => checkSystem('darwin', '21.6.0')).toThrow(
      expect.objectContaining({ code: 'capability_missing' }),
    );
  });
});
