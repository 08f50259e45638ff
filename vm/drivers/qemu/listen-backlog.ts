import { writeFile } from 'node:fs/promises';

/** What the kernel allows by default: net.core.somaxconn. */
const BACKLOG = 4096;
const PAGE = 0x1000;

/**
 * QEMU's network (libslirp) listens on a forwarded port with a backlog of one. Measured: of 30 connections that come
 * at once, 18 are reset or never answered, and of ten the last wait for a second, until the kernel's next SYN. Nothing
 * of QEMU's changes that, and a relay in front would meet the same listener. So QEMU is run with a library that has the
 * one function: `listen` with the largest backlog. With it, 300 at once are all served.
 *
 * Where the loader does not take it (a file system without execution, a QEMU that is linked statically), the loader
 * says so and QEMU runs as it would without.
 */
export async function writeListenLibrary(path: string): Promise<void> {
  await writeFile(path, listenLibrary(), { mode: 0o700 });
}

/** Whether the library is for this computer. */
export function canRaiseBacklog(platform = process.platform, arch: string = process.arch): boolean {
  return platform === 'linux' && arch === 'x64';
}

/** The environment of a QEMU that is run with the library. */
export function withLibrary(env: NodeJS.ProcessEnv, path: string): NodeJS.ProcessEnv {
  // The loader takes a blank for the end of a path.
  if (/[\s:]/.test(path)) return env;
  return { ...env, LD_PRELOAD: env.LD_PRELOAD ? `${path}:${env.LD_PRELOAD}` : path };
}

/**
 * `int listen(int fd, int backlog) { return syscall(SYS_listen, fd, BACKLOG); }` for x86-64 Linux:
 * `mov esi, BACKLOG; mov eax, 50; syscall; ret`. An error is negative, as its callers ask.
 */
function listenCode(): Buffer {
  const code = Buffer.from('be00000000b8320000000f05c3', 'hex');
  code.writeUInt32LE(BACKLOG, 1);
  return code;
}

/**
 * A shared object with that function and nothing else: https://refspecs.linuxfoundation.org/elf/elf.pdf. One page to be
 * executed, and one that the loader writes to.
 */
export function listenLibrary(): Buffer {
  const code = listenCode();
  const names = Buffer.from('\0listen\0', 'latin1');
  const at = { programs: 0x40, hash: 0x120, symbols: 0x138, names: 0x168, code: 0x170, dynamic: PAGE };
  const dynamic = words64([
    [4 /* HASH */, at.hash],
    [5 /* STRTAB */, at.names],
    [6 /* SYMTAB */, at.symbols],
    [10 /* STRSZ */, names.length],
    [11 /* SYMENT */, 24],
    [0 /* NULL */, 0],
  ]);
  const file = Buffer.alloc(PAGE + dynamic.length);
  fileHeader(at.programs).copy(file);
  const [readExecute, readWrite] = [5, 6];
  const programs = [
    programHeader({
      type: 1 /* LOAD */,
      flags: readExecute,
      at: 0,
      size: at.code + code.length,
      align: PAGE,
    }),
    programHeader({ type: 1 /* LOAD */, flags: readWrite, at: PAGE, size: dynamic.length, align: PAGE }),
    programHeader({ type: 2 /* DYNAMIC */, flags: readWrite, at: PAGE, size: dynamic.length, align: 8 }),
    // Without it the loader would ask for a stack that can be executed.
    programHeader({ type: 0x6474e551 /* GNU_STACK */, flags: readWrite, at: 0, size: 0, align: 16 }),
  ];
  Buffer.concat(programs).copy(file, at.programs);
  // One bucket that begins with symbol 1, which is the last of its chain.
  words32([1, 2, 1, 0, 0]).copy(file, at.hash);
  const symbol = Buffer.alloc(24);
  symbol.writeUInt32LE(1, 0); // its name
  symbol.writeUInt8(0x12, 4); // a function that all see
  symbol.writeUInt16LE(1, 6); // defined here
  symbol.writeBigUInt64LE(BigInt(at.code), 8);
  symbol.writeBigUInt64LE(BigInt(code.length), 16);
  symbol.copy(file, at.symbols + 24);
  names.copy(file, at.names);
  code.copy(file, at.code);
  dynamic.copy(file, at.dynamic);
  return file;
}

function fileHeader(programs: number): Buffer {
  const header = Buffer.alloc(64);
  Buffer.from('7f454c46020101', 'hex').copy(header); // ELF, 64 bits, little-endian
  header.writeUInt16LE(3, 16); // a shared object
  header.writeUInt16LE(62, 18); // for x86-64
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(programs), 32);
  header.writeUInt16LE(64, 52);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(4, 56); // program headers
  header.writeUInt16LE(64, 58);
  return header;
}

function programHeader(o: { type: number; flags: number; at: number; size: number; align: number }): Buffer {
  const header = Buffer.alloc(56);
  header.writeUInt32LE(o.type, 0);
  header.writeUInt32LE(o.flags, 4);
  for (const [offset, value] of [
    [8, o.at],
    [16, o.at],
    [24, o.at],
    [32, o.size],
    [40, o.size],
    [48, o.align],
  ] as const) {
    header.writeBigUInt64LE(BigInt(value), offset);
  }
  return header;
}

function words32(values: number[]): Buffer {
  const words = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) words.writeUInt32LE(value, index * 4);
  return words;
}

function words64(pairs: [number, number][]): Buffer {
  const words = Buffer.alloc(pairs.length * 16);
  for (const [index, [tag, value]] of pairs.entries()) {
    words.writeBigUInt64LE(BigInt(tag), index * 16);
    words.writeBigUInt64LE(BigInt(value), index * 16 + 8);
  }
  return words;
}
