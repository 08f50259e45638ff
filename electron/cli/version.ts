import type { PierFiles } from '../../vm/files.ts';
import { VERSION } from '../version.ts';
import { connectBackend } from './connect.ts';

/** `pier version`: of this command, of the backend and of the engine where they run. */
export async function version(files: PierFiles, options: { json: boolean }): Promise<void> {
  const connection = await connectBackend(files.run.pierSocket);
  const backend = await connection?.client.app.info({});
  const machine = await connection?.client.machine.status({});
  connection?.close();
  const report = {
    pier: VERSION,
    backend: backend?.version ?? null,
    engine: machine?.engineVersion ?? null,
    image: machine?.info.imageVersion ?? null,
  };
  const lines = Object.entries(report).map(
    ([name, value]) => `${name.padEnd(9)}${value ?? 'does not run'}\n`,
  );
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : lines.join(''));
}
