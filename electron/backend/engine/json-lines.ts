import type { Readable } from 'node:stream';

/** No line of the API comes near this; without a bound a broken engine could fill the memory. */
const LINE_LIMIT = 4 * 1024 * 1024;

/**
 * The JSON values of a stream, one a line, ended by "\n" or "\r\n". Characters may be cut between chunks.
 * The stream is destroyed when the caller stops early. @throws Error where the stream breaks or a line is no JSON.
 */
export async function* jsonLines(stream: Readable): AsyncGenerator<unknown, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line);
    if (rest.length > LINE_LIMIT)
      throw new Error(`The engine sent a line of more than ${LINE_LIMIT} characters.`);
  }
  rest += decoder.decode();
  if (rest.trim() !== '') yield JSON.parse(rest);
}
