import { request } from 'node:http';
import { CALL_PATH } from '../../../shared/rpc/call-path.ts';

/** A person may have to unlock the keychain meanwhile, in milliseconds. */
const ANSWER_MS = 90_000;

/** What the backend refused, as it says it. */
export class BackendRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** One call of the contract over `pier.sock`. @throws BackendRefusal; Error in one line where no backend answers */
export function askBackend(socketPath: string, method: string, input: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = request(
      { socketPath, path: CALL_PATH, method: 'POST', timeout: ANSWER_MS, headers: { host: 'localhost' } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', () => reject(notRunning()));
        response.on('end', () => {
          try {
            resolve(read(text));
          } catch (error) {
            reject(error);
          }
        });
      },
    );
    call.on('timeout', () => call.destroy());
    call.on('error', () => reject(notRunning()));
    call.end(JSON.stringify({ t: 'call', id: 0, method, input }));
  });
}

function read(text: string): unknown {
  let message: { t?: string; value?: unknown; error?: { code: string; message: string; hint: string } };
  try {
    message = JSON.parse(text);
  } catch {
    throw new Error('Pier gives no answer that is understood: restart it');
  }
  if (message.t === 'ok') return message.value;
  const { code = 'internal', message: said = 'Pier refused', hint = '' } = message.error ?? {};
  throw new BackendRefusal(code, code === 'bad_input' ? said : `${said} ${hint}`.trim());
}

function notRunning(): Error {
  return new Error('Pier is not running, and it keeps the logins: start it with pier start');
}
