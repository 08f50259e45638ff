import { Command, Help, type Option } from 'commander';
import { VERSION } from '../version.ts';
import type { CommandPlace } from './commands/add-command.ts';
import { addDataCommands } from './commands/data-commands.ts';
import { addDockerCommands } from './commands/docker-commands.ts';
import { addEngineCommands } from './commands/engine-commands.ts';
import { addExtensionCommands } from './commands/extension-commands.ts';
import { addHelpCommands } from './commands/help-commands.ts';
import { addMachineCommands } from './commands/machine-commands.ts';
import { addRegistryCommands } from './commands/registry-commands.ts';
import { addSettingsCommands } from './commands/settings-commands.ts';

/** What a script may rely on. */
const EXIT_CODES = `
Exit codes:
  0    done
  1    failed: a message and a hint on stderr, as JSON with --json
  2    wrong usage
  130  cancelled, by Ctrl-C or by another answer than asked for`;

/** That a switch is off until it is given needs no words. */
function optionDescription(option: Option): string {
  return option.defaultValue === false ? option.description : new Help().optionDescription(option);
}

/**
 * The table of commands. Each command's code is loaded when it is called: `pier status` in a prompt must not wait for the
 * rest.
 */
export function pierProgram(place: CommandPlace): Command {
  const program = new Command('pier')
    .description('Pier Desktop: Docker on this computer.')
    .version(VERSION)
    .helpCommand(true)
    .exitOverride()
    .configureHelp({ optionDescription })
    .showHelpAfterError("(see 'pier --help')")
    .addHelpText('after', EXIT_CODES);
  addMachineCommands(program, place);
  addSettingsCommands(program, place);
  addDockerCommands(program, place);
  addEngineCommands(program, place);
  addExtensionCommands(program, place);
  addDataCommands(program, place);
  addRegistryCommands(program, place);
  addHelpCommands(program, place);
  return program;
}
