import { useCallback, useState } from 'react';

/** How a person likes logs, on this computer. */
export interface LogPreferences {
  timestamps: boolean;
  wrap: boolean;
}

/** Lines of several containers say nothing without their times. */
const DEFAULTS = {
  one: { timestamps: false, wrap: false },
  several: { timestamps: true, wrap: false },
};
const KEYS = { one: 'pier-logs', several: 'pier-logs-several' };

/** What was chosen last is chosen in the next log too; of one container and of several apart. */
export function useLogPreferences(
  kind: 'one' | 'several',
): [LogPreferences, (change: Partial<LogPreferences>) => void] {
  const [preferences, setPreferences] = useState(() => readPreferences(kind));
  const change = useCallback(
    (changed: Partial<LogPreferences>) => {
      setPreferences((before) => {
        const next = { ...before, ...changed };
        keepPreferences(kind, next);
        return next;
      });
    },
    [kind],
  );
  return [preferences, change];
}

function readPreferences(kind: 'one' | 'several'): LogPreferences {
  const defaults = DEFAULTS[kind];
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEYS[kind]) ?? '{}');
    const { timestamps = defaults.timestamps, wrap } = (kept ?? {}) as Record<string, unknown>;
    return { timestamps: timestamps === true, wrap: wrap === true };
  } catch {
    return defaults;
  }
}

function keepPreferences(kind: 'one' | 'several', preferences: LogPreferences): void {
  try {
    localStorage.setItem(KEYS[kind], JSON.stringify(preferences));
  } catch {
    // Without storage they are kept as long as the view is open.
  }
}
