import type { Command } from 'commander';
import type { PierFiles } from '../../../vm/files.ts';

/** What commands are given beside what was typed. */
export interface CommandPlace {
  files(): PierFiles;
  /** The running program, which the backend's bundle lies beside. */
  entry: string;
}

export interface CommandHelp {
  /** In a few words, without a full stop. */
  about: string;
  /** Lines as they are typed. */
  examples: readonly string[];
  /** What it prints with `--json`, where that needs a word. */
  json?: string;
}

/** Adds a command that does something: with `--json`, which every one of them has, and with examples in its help. */
export function addCommand(
  parent: Command,
  name: string,
  { about, examples, json = 'for programs' }: CommandHelp,
): Command {
  const lines = examples.map((example) => `  ${example}`);
  return parent
    .command(name)
    .description(about)
    .option('--json', json, false)
    .addHelpText('after', `\n${['Examples:', ...lines].join('\n')}`);
}
