import { beforeEach, describe, expect, it } from 'vitest';
import { StatePrinter } from './state-printer.ts';

let text = '';
let now = 0;
const output = {
  isTTY: false,
  write(part: string) {
    text += part;
  },
};

function printer(): StatePrinter {
  return new StatePrinter(output, () => now);
}

const starting = (id: string, title: string) =>
  ({ kind: 'starting', since: 0, step: { id, title }, attempt: 0 }) as const;

beforeEach(() => {
  text = '';
  now = 1000;
  output.isTTY = false;
});

describe('StatePrinter', () => {
  it('gives a line to each step, with what it took, and one to the whole', () => {
    const lines = printer();
    lines.show({ kind: 'stopped', since: 0 });
    lines.show(starting('kernel', 'Booting Linux'));
    expect(text).toBe('Booting Linux …');
    now += 1234;
    lines.show(starting('kernel', 'Booting Linux'));
    lines.show(starting('dockerd', 'Starting dockerd'));
    now += 4200;
    lines.show({ kind: 'running', since: 0 });
    expect(text).toBe('Booting Linux … 1.2 s\nStarting dockerd … 4.2 s\nDocker answers after 5.4 s.\n');
  });

  it('tells a failure with its hint, and a later start anew', () => {
    const lines = printer();
    lines.show(starting('a', 'A'));
    now += 1000;
    const error = {
      code: 'machine_start_timeout',
      message: 'It took too long.',
      hint: 'Try again.',
    } as const;
    lines.show({ kind: 'failed', since: 0, error });
    lines.show(starting('a', 'A'));
    now += 500;
    lines.show({ kind: 'running', since: 0 });
    expect(text).toBe(
      'A … 1.0 s\nFailed after 1.0 s: It took too long.\nTry again.\nA … 0.5 s\nDocker answers after 0.5 s.\n',
    );
  });

  it('shows what was said last between a failure and its hint', () => {
    const error = {
      code: 'machine_start_failed',
      message: 'It ended.',
      hint: 'Try again.',
      lastLines: ['Kernel panic', 'not syncing'],
    } as const;
    printer().show({ kind: 'failed', since: 0, error });
    expect(text).toBe(
      'Failed: It ended.\nLast lines of the console:\n  Kernel panic\n  not syncing\nTry again.\n',
    );
  });

  it('says what is true once', () => {
    const lines = printer();
    lines.show({ kind: 'running', since: 0 });
    lines.show({ kind: 'running', since: 0 });
    expect(text).toBe('Docker answers.\n');
  });

  it('puts a line of its own in between, and goes on with the step', () => {
    const lines = printer();
    lines.show(starting('a', 'A'));
    lines.say('Pier is here');
    now += 100;
    lines.endStep();
    expect(text).toBe('A …\nPier is here\nA … 0.1 s\n');
  });

  it('tells once what a start waits for', () => {
    const lines = printer();
    const trouble = { code: 'home_disk_full', message: 'The disk is full.', hint: 'Free some.' } as const;
    lines.show(starting('a', 'A'));
    lines.show({ ...starting('a', 'A'), trouble });
    lines.show({ ...starting('a', 'A'), trouble });
    now += 100;
    lines.show(starting('b', 'B'));
    expect(text).toBe('A …\nWaiting: The disk is full.\nFree some.\nA … 0.1 s\nB …');
  });

  it('shows progress on a terminal only', () => {
    const provisioning = (progress: number) =>
      ({ kind: 'provisioning', since: 0, step: { id: 'p', title: 'Packing' }, progress }) as const;
    const lines = printer();
    lines.show(provisioning(0.1));
    lines.show(provisioning(0.5));
    expect(text).toBe('Packing …');
    text = '';
    output.isTTY = true;
    lines.show(provisioning(0.999));
    expect(text).toBe('\r\u001b[KPacking … 99 %');
  });
});
