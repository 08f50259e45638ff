import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { pierFiles } from '../../vm/files.ts';
import { complete } from './completion/complete.ts';
import { pierProgram } from './program.ts';

const program = pierProgram({ files: () => pierFiles('/nonexistent'), entry: '/nonexistent/cli.js' });

/** Those that do something, by what is typed for them. */
function leaves(command: Command, typed: string): [string, Command][] {
  const below = command.createHelp().visibleCommands(command);
  const own = below.filter((each) => each.name() !== 'help');
  if (own.length === 0) return [[typed, command]];
  return own.flatMap((each) => leaves(each, `${typed} ${each.name()}`));
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}

describe('the table of commands', () => {
  it.each(leaves(program, 'pier'))(
    '%s has --json, says what it does, and gives examples of itself',
    (typed, command) => {
      expect(command.options.map(({ long }) => long)).toContain('--json');
      expect(command.description()).toMatch(/^[a-z].*[^.]$/);
      const [, examples = ''] = helpOf(command).split('Examples:\n');
      const lines = examples.trim().split('\n');
      for (const line of lines) expect(line).toContain(typed);
    },
  );

  it('tells the exit codes', () => {
    expect(helpOf(program)).toMatch(/0 +done[\s\S]*2 +wrong usage[\s\S]*130 +cancelled/);
  });
});

describe('completion', () => {
  const texts = async (...words: string[]) =>
    (await complete(program, words)).candidates.map(({ text }) => text);

  it('knows commands and what they are, at each depth', async () => {
    expect(await texts('re')).toEqual(['restart', 'resume', 'reclaim', 'reset', 'registry']);
    expect((await complete(program, ['stat'])).candidates).toEqual([
      { text: 'status', about: 'tell what runs' },
    ]);
    expect(await texts('snapshot', '')).toEqual(['list', 'create', 'restore', 'delete', 'help']);
    expect(await texts('__c')).toEqual([]);
    expect(await texts('nonsense', '')).toEqual([]);
  });

  it('knows options, and what their values may be', async () => {
    expect(await texts('logs', '--')).toEqual(['--json', '--console', '--follow', '--lines', '--help']);
    expect(await texts('logs', '-n', '')).toEqual([]);
    expect(await texts('diagnose', '--repair', 'docker-c')).toContain('docker-context');
    expect(await complete(program, ['diagnose', '--bundle', ''])).toEqual({ candidates: [], files: true });
    expect(await texts('logs', '--', '-')).toEqual([]);
  });

  it('knows what arguments may be', async () => {
    expect(await texts('config', 'get', 'mem')).toEqual(['memory']);
    expect(await texts('config', 'set', '--json', 'resource-saver', 'o')).toEqual(['on', 'off']);
    expect(await texts('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(await complete(program, ['data', 'import', '/t'])).toEqual({ candidates: [], files: true });
    expect(await texts('snapshot', 'restore', '')).toEqual([]);
    expect(await texts('config', 'get', 'memory', '')).toEqual([]);
  });
});
