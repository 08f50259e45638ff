import { Argument, type Command } from 'commander';
import { completes, FILES } from '../completion/completes.ts';
import { addCommand, type CommandPlace } from './add-command.ts';

const installing = () => import('../extensions/install-extension.ts');
const managing = () => import('../extensions/manage-extensions.ts');
const building = () => import('../extensions/build-extension.ts');
const developing = () => import('../extensions/dev-extension.ts');

/** extension install, ls, rm, update, enable, disable, validate, share, init, dev, version: as `docker extension`. */
export function addExtensionCommands(program: Command, place: CommandPlace): void {
  const { files } = place;
  const extension = program.command('extension').description('extensions of Docker Desktop');
  const installed = (name = '<extension>') =>
    completes(new Argument(name, 'its image, with or without a tag'), async () =>
      (await managing()).extensionNames(files()),
    );
  addInstall(extension, place, installed);
  addManage(extension, place, installed);
  addBuild(extension, place);
  addDev(extension, place, installed);

  addCommand(extension, 'version', {
    about: 'print the versions of this command and of the API for extensions',
    examples: ['pier extension version', 'pier extension version --json'],
  }).action(async (options) => (await managing()).extensionVersion(files(), options));
}

type Place = (name?: string) => Argument;

function addInstall(extension: Command, { files, entry }: CommandPlace, installed: Place): void {
  addCommand(extension, 'install', {
    about: "install an extension: the engine's own image where it has it, else the registry's",
    examples: [
      'pier extension install docker/volumes-backup-extension      # tells what it may do, and asks',
      'pier extension install -f my/extension:1.2',
      'pier extension install ./my-extension.tar --no-host',
    ],
  })
    .addArgument(completes(new Argument('<image>', "an image, or a file made by 'docker save'"), FILES))
    .option('-f, --force', 'do not ask', false)
    .option('--no-docker', 'it may not run docker commands')
    .option('--no-host', 'its programs may not run on this computer')
    .action(async (source, options) => (await installing()).install(files(), entry, source, options));

  addCommand(extension, 'update', {
    about: 'install another version in its place; without a tag the newest',
    examples: [
      'pier extension update docker/volumes-backup-extension',
      'pier extension update -f my/extension:1.3',
    ],
  })
    .addArgument(installed())
    .option('-f, --force', 'do not ask', false)
    .action(async (name, options) => (await installing()).update(files(), entry, name, options));
}

function addManage(extension: Command, { files, entry }: CommandPlace, installed: Place): void {
  addCommand(extension, 'ls', {
    about: 'list the extensions that are installed',
    examples: ['pier extension ls', "pier extension ls --json | jq -r '.extensions[].image'"],
  })
    .alias('list')
    .action(async (options) => (await managing()).list(files(), entry, options));

  addCommand(extension, 'rm', {
    about: 'remove an extension with its containers and volumes',
    examples: ['pier extension rm my/extension', 'pier extension rm my/extension --keep-volumes'],
  })
    .alias('uninstall')
    .addArgument(installed())
    .option('--keep-volumes', 'leave what it has stored in volumes', false)
    .action(async (name, options) => (await managing()).remove(files(), entry, name, options));

  for (const [verb, about] of [
    ['enable', 'start an extension again; without a name: have extensions at all'],
    ['disable', 'stop an extension, which stays installed; without a name: have none at all'],
  ] as const) {
    addCommand(extension, verb, {
      about,
      examples: [`pier extension ${verb} my/extension`, `pier extension ${verb}`],
    })
      .addArgument(installed('[extension]'))
      .action(async (name, options) =>
        (await managing()).setEnabled(files(), entry, name, verb === 'enable', options),
      );
  }
}

function addBuild(extension: Command, { files, entry }: CommandPlace): void {
  addCommand(extension, 'validate', {
    about: 'tell what keeps an image, or a metadata.json, from being published; exit code 1 for anything',
    examples: ['pier extension validate my/extension:1.2', 'pier extension validate ./metadata.json'],
  })
    .addArgument(completes(new Argument('<image>', 'an image, or a file that ends in .json'), FILES))
    .action(async (what, options) => (await building()).validate(files(), entry, what, options));

  addCommand(extension, 'share', {
    about: 'print a link that shows an extension in Pier, where it can be installed',
    examples: ['pier extension share my/extension:1.2'],
  })
    .argument('<image>', 'with its tag')
    .action(async (image, options) => (await building()).share(image, options));

  addCommand(extension, 'init', {
    about: 'write a small extension that works, to begin with: into a new folder of that name',
    examples: [
      'pier extension init my-extension',
      'pier extension init my-extension --image me/my-extension',
    ],
  })
    .argument('<name>')
    .option('--image <name>', 'what its image is to be called; else as the folder')
    .action(async (name, options) => (await building()).init(name, options));
}

function addDev(extension: Command, { files, entry }: CommandPlace, installed: Place): void {
  const dev = extension.command('dev').description('for whoever builds an extension');

  addCommand(dev, 'debug', {
    about: 'open the developer tools with the page of an extension, in the desktop app',
    examples: ['pier extension dev debug my/extension'],
  })
    .addArgument(installed())
    .action(async (name, options) => (await developing()).debug(files(), entry, name, options));

  addCommand(dev, 'ui-source', {
    about: "take an extension's page from a server that it is developed with, instead of its image",
    examples: ['pier extension dev ui-source my/extension http://localhost:3000'],
  })
    .addArgument(installed())
    .argument('<url>', 'of the page there')
    .action(async (name, url, options) =>
      (await developing()).setUiSource(files(), entry, name, url, options),
    );

  addCommand(dev, 'reset', {
    about: "take an extension's page from its image again, without developer tools",
    examples: ['pier extension dev reset my/extension'],
  })
    .addArgument(installed())
    .action(async (name, options) => (await developing()).resetDev(files(), entry, name, options));
}
