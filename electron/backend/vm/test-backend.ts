/**
 * A backend process for tests that kill it: starts the machine of the home folder in its first argument, and says
 * so on stdout as soon as it is started.
 */
import { pierFiles } from '../../../vm/files.ts';
import { makeBackend } from './test-vm-home.ts';

const home = process.argv[2];
if (!home) throw new Error('Name a home folder.');
const { supervisor, driver } = makeBackend(pierFiles(home));
const start = driver.start.bind(driver);
driver.start = async (spec, signal) => {
  const vm = await start(spec, signal);
  process.stdout.write(`started ${vm.pid}\n`);
  return vm;
};
await supervisor.init();
await supervisor.start();
