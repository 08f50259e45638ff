import { Argument, type Command } from 'commander';
import { completes } from '../completion/completes.ts';
import { addCommand, type CommandPlace } from './add-command.ts';

/** config get, config set. */
export function addSettingsCommands(program: Command, { files }: CommandPlace): void {
  const config = program.command('config').description('read and change settings');
  const names = async () => (await import('../config.ts')).settingNames();

  addCommand(config, 'get', {
    about: 'print one setting, or all of them',
    examples: ['pier config get', 'pier config get memory', 'pier config get --json'],
    json: 'for programs: sizes in bytes',
  })
    .addArgument(completes(new Argument('[name]'), names))
    .action(async (name, options) => (await import('../config.ts')).configGet(files(), name, options));

  addCommand(config, 'set', {
    about: "change a setting; 'default' as value sets it back",
    examples: [
      'pier config set memory 4GiB',
      'pier config set resource-saver off',
      'pier config set cpus default',
    ],
    json: 'for programs: what it is now, and what it takes until it holds',
  })
    .addArgument(completes(new Argument('<name>'), names))
    .addArgument(
      completes(new Argument('<value>'), async ([name = '']) =>
        (await import('../config.ts')).settingValues(name),
      ),
    )
    .action(async (name, value, options) =>
      (await import('../config.ts')).configSet(files(), name, value, options),
    );
}
