import type { MachineStatus } from '../../shared/contract/machine.ts';
import { StatePrinter } from '../headless/state-printer.ts';
import type { BackendConnection } from './connect.ts';
import type { Tell } from './tell.ts';

/**
 * Tells the machine's steps while `work` brings it somewhere. A failure is the caller's to tell.
 * @throws AppError of the work
 */
export async function followMachine(
  { client }: BackendConnection,
  tell: Tell,
  work: () => Promise<MachineStatus>,
): Promise<MachineStatus> {
  const printer = new StatePrinter(tell.progress);
  const done = new AbortController();
  const watching = (async () => {
    let isNews = false;
    for await (const { state } of client.machine.watch({}, { signal: done.signal })) {
      // How it was before is no news, and a failure is the work's.
      isNews ||= 'step' in state || state.kind === 'stopping';
      if (isNews && state.kind !== 'failed') printer.show(state);
    }
  })().catch(() => {});
  try {
    const status = await work();
    done.abort();
    await watching;
    printer.show(status.state);
    return status;
  } finally {
    done.abort();
    await watching;
    printer.endStep();
  }
}
