import type { FoundImage } from '../../../../shared/contract/images.ts';
import type { Engine } from '../engine.ts';
import { type Rule, toAreaError } from '../engine-errors.ts';
import { loginFor } from './registry-auth.ts';

/** More than anybody looks through, and the most that Docker Hub gives. */
const LIMIT = 100;

const HINT =
  'The engine has to reach it: check network, VPN and proxy. Images of other registries are listed under their registry.';
const RULES: Rule[] = [
  {
    pattern: /toomanyrequests|rate limit|429/i,
    code: 'registry_failed',
    hint: 'It limits searches: wait a minute.',
  },
  {
    pattern:
      /dial tcp|no such host|lookup |timeout|connection re(fused|set)|unreachable|tls|x509|EOF|proxyconnect/i,
    code: 'registry_failed',
    hint: HINT,
  },
  { status: 500, code: 'registry_failed', hint: HINT },
  { status: 503, code: 'registry_failed', hint: HINT },
];

interface ApiSearchResult {
  name: string;
  description?: string | null;
  star_count?: number;
  is_official?: boolean;
}

/**
 * Asks Docker Hub through the engine, as `docker search` does: what it cannot reach could not be pulled either.
 * @throws AppError `registry_failed` where Docker Hub cannot be reached; what engine.require() does
 */
export async function searchImages(engine: Engine, term: string, signal: AbortSignal): Promise<FoundImage[]> {
  const attempt = { verb: 'search Docker Hub for', operand: term };
  const client = engine.require(attempt);
  const login = await loginFor(engine, term);
  try {
    const found = await client.json<ApiSearchResult[]>({
      path: '/images/search',
      query: { term, limit: String(LIMIT) },
      headers: login.headers,
      signal,
    });
    return found.map(({ name, description, star_count, is_official }) => ({
      name,
      description: description ?? '',
      stars: star_count ?? 0,
      official: is_official === true,
    }));
  } catch (error) {
    throw login.explain(toAreaError(error, attempt, RULES));
  }
}
