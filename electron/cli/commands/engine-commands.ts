import { Argument, type Command } from 'commander';
import { completes } from '../completion/completes.ts';
import { addCommand, type CommandPlace } from './add-command.ts';

const engines = () => import('../engine.ts');

/** engine ls, use. */
export function addEngineCommands(program: Command, { files }: CommandPlace): void {
  const engine = program
    .command('engine')
    .description('which engine the dashboard shows; docker.sock stays that of Pier');

  addCommand(engine, 'ls', {
    about: "list Pier's own engine and those of docker's contexts",
    examples: ['pier engine ls', 'pier engine ls --json | jq -r .shown'],
  }).action(async (options) => (await engines()).listEngines(files(), options));

  addCommand(engine, 'use', {
    about: 'show an engine, now and after a restart, and wait for its first answer',
    examples: ['pier engine use build', 'pier engine use pier'],
  })
    .addArgument(
      completes(
        new Argument('<name>', "'pier' for Pier's own, else the name of a docker context"),
        async () => (await engines()).engineNames(files()),
      ),
    )
    .action(async (name, options) => (await engines()).useEngine(files(), name, options));
}
