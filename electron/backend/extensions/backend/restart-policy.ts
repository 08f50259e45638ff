import type { ComposeModelService } from './compose-model.ts';

/** As the engine's API has it. */
export interface RestartPolicy {
  Name: 'no' | 'always' | 'unless-stopped' | 'on-failure';
  MaximumRetryCount: number;
}

/** Of what is not to run: an engine that starts would start "always" again, although it was stopped by hand. */
export const STAYS_DOWN: RestartPolicy = { Name: 'no', MaximumRetryCount: 0 };

/** What compose gives a service's containers. */
export function restartPolicyOf({ restart, deploy }: ComposeModelService): RestartPolicy {
  if (restart) {
    const [name = '', count] = restart.split(':');
    return policy(name, Number(count));
  }
  const { condition = 'any', max_attempts: count = 0 } = (deploy?.restart_policy ?? { condition: 'no' }) as {
    condition?: string;
    max_attempts?: number;
  };
  return policy(condition === 'any' ? 'always' : condition, count);
}

function policy(name: string, count: number): RestartPolicy {
  if (name === 'on-failure') return { Name: name, MaximumRetryCount: count || 0 };
  return name === 'always' || name === 'unless-stopped' ? { Name: name, MaximumRetryCount: 0 } : STAYS_DOWN;
}
