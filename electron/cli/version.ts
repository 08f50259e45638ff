import type { PierFiles } from '../../vm/files.ts';
import { VERSION } from '../version.ts';
import { connectBackend, withBackend } from './connect.ts';
import { type JsonOption, Tell } from './tell.ts';

/** `pier version`: of this command, of the backend and of the engine where they run. */
export async function version(files: PierFiles, options: JsonOption): Promise<void> {
  const connection = await connectBackend(files.run.pierSocket);
  const [backend, machine] = connection
    ? await withBackend(connection, ({ client }) =>
        Promise.all([client.app.info({}), client.machine.status({})]),
      )
    : [];
  const report = {
    pier: VERSION,
    backend: backend?.version ?? null,
    engine: machine?.engineVersion ?? null,
    image: machine?.info.imageVersion ?? null,
  };
  const lines = Object.entries(report).map(
    ([name, value]) => `${name.padEnd(9)}${value ?? 'does not run'}\n`,
  );
  const tell = new Tell(options);
  tell.say(lines.join(''));
  tell.value(report);
}
