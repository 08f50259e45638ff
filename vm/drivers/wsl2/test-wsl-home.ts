import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type PierFiles, pierFiles } from '../../files.ts';
import { isAlive } from '../../is-alive.ts';
import { sleep } from '../../sleep.ts';
import { packFiles } from '../guest/pack-files.ts';
import type { DriverLog } from '../host/driver-log.ts';
import { Wsl2Driver, type Wsl2DriverOptions } from './wsl2-driver.ts';

const STAND_IN = resolve(import.meta.dirname, '../../../e2e/fixtures/stand-ins/wsl.mjs');

/** What the stand-in for wsl.exe is to do: see there. */
export interface StandInControl {
  language?: 'en' | 'de';
  encoding?: 'utf-16';
  inbox?: boolean;
  missing?: boolean;
  noVirtualisation?: boolean;
  version?: string;
  windows?: string;
  resizes?: boolean;
  slowMs?: number;
  fails?: Record<string, string>;
  contexts?: Record<string, string>;
}

interface StandInDistribution {
  dir: string;
  version: number;
  state: string;
  size?: number;
  isDefault?: boolean;
}

/** An installation on a computer with a wsl.exe that is a stand-in. */
export class TestWslHome {
  readonly files: PierFiles;
  /** %UserProfile%. */
  readonly profile: string;
  readonly command = [process.execPath, STAND_IN] as const;
  readonly env: NodeJS.ProcessEnv;
  readonly warnings: string[] = [];
  readonly log: DriverLog = { info() {}, warn: (message) => void this.warnings.push(message) };
  readonly #place: string;
  readonly #dir = mkdtempSync(join(tmpdir(), 'pier-wsl-'));

  constructor(control: StandInControl = {}) {
    this.files = pierFiles(join(this.#dir, 'home'));
    this.profile = join(this.#dir, 'profile');
    this.#place = join(this.#dir, 'wsl');
    mkdirSync(this.#place);
    mkdirSync(this.profile);
    this.env = { ...process.env, USERPROFILE: this.profile, PIER_STAND_IN: this.#place };
    this.control(control);
  }

  driver(options: Partial<Wsl2DriverOptions> = {}): Wsl2Driver {
    const { files, env, log, command } = this;
    return new Wsl2Driver({
      ...{ files, env, log, command, name: 'pier' },
      ensureRootfs: () => this.rootfs('1'),
      ownerWatch: { file: this.ownerFile },
      ...options,
    });
  }

  /** Where the machine has the number of who looks for its owner: the stand-in's guest has no /run of its own. */
  get ownerFile(): string {
    return join(this.#place, 'owner');
  }

  /** What is imported: archives that have what WSL looks for. */
  async rootfs(key: string) {
    const archive = join(this.#dir, `${key}.tar`);
    writeFileSync(archive, await packFiles({ 'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n' }, 0));
    return { key, system: archive, data: archive };
  }

  control(control: StandInControl): void {
    writeFileSync(join(this.#place, 'control.json'), JSON.stringify(control));
  }

  /** All distributions, as WSL has them. */
  get distributions(): Record<string, StandInDistribution> {
    return this.#read('state.json') ?? {};
  }

  /** Registers one that is not Pier's. */
  addDistribution(name: string): void {
    const dir = join(this.#dir, 'others', name);
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'ext4.vhdx'), '');
    const all = { ...this.distributions, [name]: { dir, version: 2, state: 'Stopped', isDefault: true } };
    writeFileSync(join(this.#place, 'state.json'), JSON.stringify(all));
  }

  /** Has it run, as long as the function that is returned is not called. */
  runDistribution(name: string): () => void {
    const folder = join(this.#place, 'run', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, String(process.ppid)), 'sleep');
    return () => rmSync(folder, { recursive: true });
  }

  /** As if it had never been registered; its disk stays. */
  forget(name: string): void {
    const { [name]: _, ...rest } = this.distributions;
    writeFileSync(join(this.#place, 'state.json'), JSON.stringify(rest));
  }

  /** What a person does in a terminal. */
  async run(...args: string[]): Promise<void> {
    const [program, ...before] = this.command;
    await promisify(execFile)(program, [...before, ...args], { env: this.env });
  }

  /** The processes of wsl.exe that only wait for the machine's end. */
  attendants(): number[] {
    const folder = join(this.#place, 'run', 'pier');
    const isAttendant = (pid: string) => readFileSync(join(folder, pid), 'utf8').endsWith('/attend');
    return readdirSync(folder)
      .filter((pid) => isAlive(Number(pid)) && isAttendant(pid))
      .map(Number);
  }

  /** Ends them as the task manager does. */
  async endAttendants(): Promise<void> {
    let pids: number[] = [];
    while (pids.length === 0) {
      await sleep(20);
      pids = this.attendants();
    }
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    while (pids.some(isAlive)) await sleep(20);
  }

  /** The .wslconfig that the virtual machine was started with; undefined where it does not run. */
  get vmConfig(): string | undefined {
    return this.#read<{ config: string }>('vm.json')?.config;
  }

  /** The process that is the machine. */
  machinePid(name = 'pier'): number {
    return Number(readFileSync(join(this.#place, 'roots', name, 'run-pier-wsl', 'init.pid'), 'utf8'));
  }

  remove(): void {
    rmSync(this.#dir, { recursive: true, force: true });
  }

  #read<T>(name: string): T | undefined {
    try {
      return JSON.parse(readFileSync(join(this.#place, name), 'utf8'));
    } catch {
      return undefined;
    }
  }
}
