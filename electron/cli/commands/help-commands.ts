import { Argument, type Command, Option } from 'commander';
import { completes, FILES } from '../completion/completes.ts';
import { addCommand, type CommandPlace } from './add-command.ts';

/** diagnose, version, update, completion. */
export function addHelpCommands(program: Command, { files, entry }: CommandPlace): void {
  addCommand(program, 'diagnose', {
    about: 'check Pier and what it runs on; exit code 1 where it cannot work',
    examples: [
      'pier diagnose',
      'pier diagnose --repair docker-context',
      'pier diagnose --bundle pier.tar.gz',
    ],
  })
    .addOption(
      completes(
        new Option('--bundle <file>', 'save an archive that helps others to help, without secrets'),
        FILES,
      ),
    )
    .addOption(
      completes(new Option('--repair <check>', 'make the repair of one check first'), async () =>
        (await import('../diagnose.ts')).repairNames(),
      ),
    )
    .action(async (options) => (await import('../diagnose.ts')).diagnose(files(), entry, options));

  addCommand(program, 'version', {
    about: 'print the versions of Pier and of the engine',
    examples: ['pier version', 'pier version --json'],
  }).action(async (options) => (await import('../version.ts')).version(files(), options));

  addCommand(program, 'update', {
    about: 'look for a newer version of the desktop app; installs nothing',
    examples: ['pier update', 'pier update --json'],
  }).action(async (options) => (await import('../update.ts')).update(files(), options));

  addCommand(program, 'completion', {
    about: 'print what lets a shell complete what is typed after pier',
    examples: [
      'source <(pier completion bash)      # in ~/.bashrc',
      'source <(pier completion zsh)       # in ~/.zshrc, after compinit',
      'pier completion fish | source       # in ~/.config/fish/config.fish',
    ],
    json: 'for programs: as one JSON text',
  })
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action(async (shell, options) =>
      (await import('../completion/print-script.ts')).printScript(shell, options),
    );

  program
    .command('__complete', { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .action(async (words) => (await import('../completion/complete.ts')).printCompletion(program, words));
}
