import { StringDecoder } from 'node:string_decoder';
import type { Engine } from '../../engine/engine.ts';

/**
 * What the engine answers to a list, as text and in parts: nothing of it is changed. Objects of the query go as JSON, as
 * the API wants its filters. @throws AppError as Engine.use()
 */
export async function* listEngineJson(
  engine: Engine,
  list: { path: string; operand: string; query: Record<string, unknown>; signal: AbortSignal },
): AsyncGenerator<string, void, void> {
  const { path, operand, signal } = list;
  const query = Object.fromEntries(
    Object.entries(list.query)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name, typeof value === 'object' ? (value as object) : String(value)]),
  );
  const attempt = { verb: 'list', operand };
  const answer = await engine.use(attempt, (client) => client.open({ path, query, signal }));
  const decoder = new StringDecoder('utf8');
  try {
    for await (const chunk of answer) {
      const text = decoder.write(chunk as Buffer);
      if (text !== '') yield text;
    }
  } catch (error) {
    throw engine.explain(error, attempt);
  } finally {
    answer.destroy();
  }
}
