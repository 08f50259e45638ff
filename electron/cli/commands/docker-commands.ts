import { Argument, type Command } from 'commander';
import { addCommand, type CommandPlace } from './add-command.ts';

const dockerCli = () => import('../docker-cli.ts');

/** docker status, use, unuse, install, plugin. */
export function addDockerCommands(program: Command, { files, entry }: CommandPlace): void {
  const docker = program.command('docker').description('what the docker command uses, and its programs');

  addCommand(docker, 'status', {
    about: 'tell which engine the docker command uses, and where its programs are',
    examples: ['pier docker status', 'pier docker status --json'],
  }).action(async (options) => (await dockerCli()).dockerStatus(files(), options));

  addCommand(docker, 'use', {
    about: "have the docker command use Pier: makes the context 'pier' and switches to it",
    examples: ['pier docker use'],
  }).action(async (options) => (await dockerCli()).changeDocker(files(), entry, 'use', options));

  addCommand(docker, 'unuse', {
    about: 'have the docker command use what it used before Pier',
    examples: ['pier docker unuse'],
  }).action(async (options) => (await dockerCli()).changeDocker(files(), entry, 'unuse', options));

  addCommand(docker, 'install', {
    about: 'put docker, compose and buildx where a terminal finds them, from the VM image',
    examples: ['pier docker install'],
  }).action(async (options) => (await dockerCli()).changeDocker(files(), entry, 'install', options));

  addCommand(docker, 'plugin', {
    about: "add or remove 'docker pier' and 'docker extension', which do what 'pier' and 'pier extension' do",
    examples: ['pier docker plugin add', 'pier docker plugin remove'],
  })
    .addArgument(new Argument('<change>').choices(['add', 'remove']))
    .action(async (change, options) => (await dockerCli()).setDockerPlugin(files(), entry, change, options));
}
