import { Argument, type Command } from 'commander';
import { completes } from '../completion/completes.ts';
import { addCommand, type CommandPlace } from './add-command.ts';

const registries = () => import('../registry.ts');

/** registry login, logout, list, unlock. */
export function addRegistryCommands(program: Command, { files, entry }: CommandPlace): void {
  const registry = program.command('registry').description('sign in to registries');
  const place = () =>
    completes(new Argument('[registry]', 'its address').default('docker.io'), async () =>
      (await registries()).knownRegistries(files()),
    );

  addCommand(registry, 'login', {
    about: 'sign in; the registry is asked before anything is kept',
    examples: [
      'pier registry login                          # Docker Hub: asks for user and password',
      'pier registry login registry.example:5000 -u me',
      'pier registry login ghcr.io -u me --password-stdin <token.txt',
    ],
  })
    .addArgument(place())
    .option('-u, --username <user>', 'who you are there')
    .option('--password-stdin', 'read the password or access token from standard input', false)
    .action(async (server, options, command) =>
      (await registries()).login(files(), entry, server, options, command),
    );

  addCommand(registry, 'logout', {
    about: 'remove a login, for the docker command as well',
    examples: ['pier registry logout', 'pier registry logout registry.example:5000'],
  })
    .addArgument(place())
    .action(async (server, options) => (await registries()).logout(files(), entry, server, options));

  addCommand(registry, 'ls', {
    about: 'print who is signed in where, and where the login is kept',
    examples: ['pier registry ls', 'pier registry ls --json'],
  })
    .alias('list')
    .action(async (options) => (await registries()).list(files(), entry, options));

  addCommand(registry, 'unlock', {
    about: 'open the encrypted logins, where this computer has no keychain',
    examples: ['pier registry unlock', 'pier registry unlock --passphrase-stdin <passphrase.txt'],
  })
    .option('--passphrase-stdin', 'read the passphrase from standard input', false)
    .action(async (options, command) => (await registries()).unlock(files(), entry, options, command));
}
