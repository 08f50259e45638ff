import { readFileSync, writeFileSync } from 'node:fs';
import { CrashBudget } from './crash-budget.ts';

/** Chromium puts up with a few before it ends the whole app, machine's owner and all. */
const CRASHES = { limit: 2, withinMs: 600_000 };

/** What the process for graphics ended by that it did not mean to, and nobody else did. */
const REASONS = ['crashed', 'abnormal-exit', 'launch-failed', 'oom', 'integrity-failure'];

/**
 * Remembers that this computer's graphics do not work: where the process for them crashes again and again, Chromium goes
 * on in software, and where that is not enough it ends ("GPU process isn't usable"). The next starts do without from the
 * beginning, until another version of Pier tries anew. Read and written at once: a moment later nobody may be there.
 */
export class GraphicsRecord {
  /** Whether graphics did not work in an earlier life of this version. */
  readonly isBroken: boolean;
  readonly #path: string;
  readonly #version: string;
  readonly #budget: CrashBudget;

  constructor({ path, version, now }: { path: string; version: string; now?: () => number }) {
    this.#path = path;
    this.#version = version;
    this.#budget = new CrashBudget({ ...CRASHES, ...(now && { now }) });
    this.isBroken = read(path) === version;
  }

  /** A process of the app is gone. @returns whether that is written down now */
  note({ type, reason }: { type: string; reason: string }): boolean {
    if (type !== 'GPU' || !REASONS.includes(reason) || this.#budget.spend() || this.isBroken) return false;
    try {
      writeFileSync(this.#path, JSON.stringify({ broken: this.#version }), { mode: 0o600 });
      return true;
    } catch {
      // The next start finds out for itself.
      return false;
    }
  }
}

function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).broken;
  } catch {
    return undefined;
  }
}
