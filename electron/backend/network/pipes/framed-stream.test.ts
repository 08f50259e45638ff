import { type Duplex, duplexPair } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { FramedStream } from './framed-stream.ts';

/** What is sent until its end. Unlike an iteration over it, this leaves the other direction open. */
function text(stream: Duplex): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    stream.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
    });
    stream.on('end', () => resolve(heard));
    stream.on('close', () => resolve(heard));
  });
}

describe('FramedStream', () => {
  it('ends one direction and still carries the other', async () => {
    const [a, b] = duplexPair().map((end) => new FramedStream(end)) as [FramedStream, FramedStream];
    a.end('question');
    expect(await text(b)).toBe('question');
    b.write('ans');
    b.end('wer');
    expect(await text(a)).toBe('answer');
  });

  it('carries megabytes, in pieces of any size', async () => {
    const [raw, inner] = duplexPair();
    const b = new FramedStream(inner);
    const whole = Buffer.alloc(3 * 1024 ** 2, 'pier');
    const a = new FramedStream(raw);
    a.end(whole);
    let bytes = 0;
    for await (const chunk of b as AsyncIterable<Buffer>) bytes += chunk.length;
    expect(bytes).toBe(whole.length);
  });

  it('reads frames that come byte by byte', async () => {
    const [inner, other] = duplexPair();
    const stream = new FramedStream(other);
    const read = text(stream);
    for (const byte of [3, 0, 0, 0, 97, 98, 99, 1, 0, 0, 0, 100, 0, 0, 0, 0])
      inner.write(Buffer.from([byte]));
    expect(await read).toBe('abcd');
  });

  it('breaks where the connection does, and where what comes is no frame', async () => {
    const [a, b] = duplexPair();
    const stream = new FramedStream(b);
    stream.on('error', () => {});
    const closed = new Promise((resolve) => stream.once('close', resolve));
    a.write(Buffer.from([255, 255, 255, 255]));
    stream.resume();
    await closed;
    expect(stream.readableEnded).toBe(false);
  });
});
