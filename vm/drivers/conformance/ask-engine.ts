import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { sleep } from '../../sleep.ts';
import type { EngineEndpoint, RunningVm } from '../driver.ts';

const RETRY_MS = 50;

/** What the engine answers to /_ping: "OK". @throws Error where it does not within `timeoutMs` */
export function askEngine(endpoint: EngineEndpoint, timeoutMs = 5000): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { path: '/_ping', agent: false, timeout: timeoutMs } as const;
    const question =
      endpoint.kind === 'unix'
        ? overHttp({ ...options, socketPath: endpoint.path })
        : overHttps({ ...options, ...endpoint, method: 'GET' });
    question.on('error', reject);
    question.on('timeout', () => question.destroy(new Error(`No answer within ${timeoutMs} ms.`)));
    question.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve(text.trim()));
      response.on('error', reject);
    });
    question.end();
  });
}

/** Waits for the engine as long as the machine may take. @throws Error where the machine ends, or it takes longer */
export async function untilEngineAnswers(vm: RunningVm): Promise<void> {
  const ended = vm.exited.then(({ lastLines }) => {
    throw new Error(`The machine ended before its engine answered:\n${lastLines.join('\n')}`);
  });
  const asks = async () => {
    const deadline = Date.now() + vm.patience.bootMs;
    for (;;) {
      try {
        return await askEngine(vm.endpoint, vm.patience.answerMs);
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
      await sleep(RETRY_MS);
    }
  };
  await Promise.race([asks(), ended]);
}
