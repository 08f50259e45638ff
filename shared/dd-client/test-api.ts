import type { ClientOf } from '../contract/define.ts';
import type { ExecItem, ExtensionApi } from '../contract/extension-api.ts';
import { createClient } from '../rpc/client.ts';
import { memoryTransports } from '../rpc/memory-transport.ts';
import { EXTENSION_STREAMS } from './api-streams.ts';
import { createDdClient, type DdClientConfig } from './dd-client.ts';

export interface AskedCall {
  method: string;
  input: Record<string, unknown>;
}

/** What a call is answered with: items of a stream, one value, or an error. */
type Answer = { items: unknown[]; hangs?: boolean } | { value: unknown } | { error: object };

/** A page of an extension and the other end of its connection, which answers by a script. */
export function testPage(
  answer: (call: AskedCall) => Answer,
  has: DdClientConfig['has'] = { vm: true, service: true, host: true },
) {
  const [page, backend] = memoryTransports();
  const asked: AskedCall[] = [];
  const cancelled: number[] = [];
  backend.onMessage((text) => {
    const message = JSON.parse(text ?? '') as { t: string; id: number; method: string; input: never };
    if (message.t === 'cancel') cancelled.push(message.id);
    if (message.t !== 'call') return;
    const { id, method, input } = message;
    const call = { method, input };
    asked.push(call);
    const send = (part: object) => backend.send(JSON.stringify({ id, ...part }));
    const said = answer(call);
    if ('error' in said) send({ t: 'err', error: { code: 'internal', hint: '', ...said.error } });
    else if ('value' in said) send({ t: 'ok', value: said.value });
    else {
      for (const value of said.items) send({ t: 'item', value });
      if (!said.hangs) send({ t: 'end' });
    }
  });
  const client: ClientOf<ExtensionApi> = createClient<ExtensionApi>(EXTENSION_STREAMS, page);
  const config = { image: 'org/repo:1.2', platform: 'linux', arch: 'x64', hostname: 'box', has };
  const fetched: { url: string; init: RequestInit | undefined }[] = [];
  const fetchPage = (async (url: string, init?: RequestInit) => {
    fetched.push({ url, init });
    return new Response('{"from":"elsewhere"}');
  }) as typeof fetch;
  return { dd: createDdClient(config, client, fetchPage), asked, cancelled, fetched, backend };
}

/** A command that puts out something and ends. */
export function output(items: (ExecItem | string)[], code: number | null = 0, signal: string | null = null) {
  const parts = items.map((item) => (typeof item === 'string' ? { stdout: item } : item));
  return { items: [...parts, { code, signal }] };
}
