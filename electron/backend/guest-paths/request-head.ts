/** The head of an HTTP/1.1 request. */
export interface RequestHead {
  method: string;
  target: string;
  /** As it was sent, with the blank line at its end. */
  bytes: Buffer;
  /** How long its body is: in bytes, in chunks, or none. */
  body: number | 'chunked';
  /** What follows it may be no HTTP any more. */
  upgrades: boolean;
  /** The sender waits for `100 Continue` before it sends the body. */
  waits: boolean;
}

const LINE = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/;
/** Requests that the engine answers by using the connection for other bytes, also for clients that ask for no upgrade. */
const HIJACKED = /^(?:\/v[\d.]+)?\/(?:containers\/[^/]+\/attach(?:\/ws)?|exec\/[^/]+\/start|session|grpc)$/;

/**
 * Reads a head whose end was found.
 * @returns undefined where this is no request that can be followed
 * @see https://www.rfc-editor.org/rfc/rfc9112
 */
export function parseRequestHead(bytes: Buffer): RequestHead | undefined {
  const [first = '', ...lines] = bytes.toString('latin1').split(/\r?\n/);
  const [, method, target] = LINE.exec(first) ?? [];
  if (!method || !target) return undefined;
  const header = (name: string) =>
    lines
      .find((line) => line.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  const coding = header('transfer-encoding')?.toLowerCase();
  const length = header('content-length') ?? '0';
  if (coding !== undefined && coding !== 'chunked') return undefined;
  if (!/^\d+$/.test(length)) return undefined;
  return {
    ...{ method, target, bytes },
    body: coding === 'chunked' ? 'chunked' : Number(length),
    upgrades: header('upgrade') !== undefined || HIJACKED.test(target.split('?', 1)[0] ?? ''),
    waits: header('expect')?.toLowerCase() === '100-continue',
  };
}

/** The head for another body, whole and with its length. */
export function withLength({ bytes }: RequestHead, length: number): Buffer {
  const lines = bytes.toString('latin1').split(/\r?\n/);
  const kept = lines.filter(
    (line) => line !== '' && !/^(?:content-length|transfer-encoding|trailer|expect):/i.test(line),
  );
  return Buffer.from([...kept, `Content-Length: ${length}`, '', ''].join('\r\n'), 'latin1');
}
