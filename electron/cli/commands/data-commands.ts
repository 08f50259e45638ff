import { Argument, type Command } from 'commander';
import { completes, FILES } from '../completion/completes.ts';
import { addCommand, type CommandPlace } from './add-command.ts';

const machineData = () => import('../machine-data.ts');

/** snapshot, data, reset. */
export function addDataCommands(program: Command, { files, entry }: CommandPlace): void {
  const snapshot = program.command('snapshot').description('keep all engine data as they are now');
  const names = async () => (await machineData()).snapshotNames(files());

  addCommand(snapshot, 'list', {
    about: 'print the snapshots, newest first',
    examples: ['pier snapshot list', 'pier snapshot list --json'],
  }).action(async (options) => (await machineData()).listSnapshots(files(), entry, options));

  addCommand(snapshot, 'create', {
    about: 'copy the data disk; the engine is stopped for it',
    examples: ["pier snapshot create 'before the upgrade'"],
  })
    .argument('<name>')
    .action(async (name, options) => (await machineData()).createSnapshot(files(), entry, name, options));

  addCommand(snapshot, 'restore', {
    about: 'put a snapshot in place of all present data',
    examples: ["pier snapshot restore 'before the upgrade'", 'pier snapshot restore nightly --yes'],
  })
    .addArgument(completes(new Argument('<name>'), names))
    .option('--yes', 'do not ask', false)
    .action(async (name, options) => (await machineData()).restoreSnapshot(files(), entry, name, options));

  addCommand(snapshot, 'delete', {
    about: 'delete a snapshot',
    examples: ['pier snapshot delete nightly --yes'],
  })
    .addArgument(completes(new Argument('<name>'), names))
    .option('--yes', 'do not ask', false)
    .action(async (name, options) => (await machineData()).deleteSnapshot(files(), entry, name, options));

  const data = program.command('data').description('take all engine data elsewhere');

  addCommand(data, 'export', {
    about: 'write all engine data into one file; the engine is stopped for it',
    examples: ['pier data export ~/backup', 'pier data export /mnt/pier.tar.gz'],
  })
    .addArgument(completes(new Argument('<path>', 'a folder, or a file that ends in .tar.gz'), FILES))
    .action(async (path, options) => (await machineData()).exportData(files(), entry, path, options));

  addCommand(data, 'import', {
    about: 'put an exported file in place of all present data',
    examples: ['pier data import /mnt/pier.tar.gz'],
  })
    .addArgument(completes(new Argument('<file>'), FILES))
    .option('--yes', 'do not ask', false)
    .action(async (path, options) => (await machineData()).importData(files(), entry, path, options));

  const reset = program.command('reset').description('begin anew');
  for (const [what, about] of [
    ['settings', 'set everything back to its default; data stay'],
    ['data', 'remove containers, images and volumes; settings and snapshots stay'],
    ['factory', 'remove everything that this installation has'],
  ] as const) {
    addCommand(reset, what, { about, examples: [`pier reset ${what}`, `pier reset ${what} --yes`] })
      .option('--yes', 'do not ask', false)
      .action(async (options) => (await machineData()).reset(files(), entry, what, options));
  }
}
