import { useCallback, useState } from 'react';

/** How a person likes logs, on this computer. */
export interface LogPreferences {
  timestamps: boolean;
  wrap: boolean;
}

const KEY = 'pier-logs';
const DEFAULTS: LogPreferences = { timestamps: false, wrap: false };

/** What was chosen last is chosen in the next log too. */
export function useLogPreferences(): [LogPreferences, (change: Partial<LogPreferences>) => void] {
  const [preferences, setPreferences] = useState(readPreferences);
  const change = useCallback((changed: Partial<LogPreferences>) => {
    setPreferences((before) => {
      const next = { ...before, ...changed };
      keepPreferences(next);
      return next;
    });
  }, []);
  return [preferences, change];
}

function readPreferences(): LogPreferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const { timestamps, wrap } = (kept ?? {}) as Record<string, unknown>;
    return { timestamps: timestamps === true, wrap: wrap === true };
  } catch {
    return DEFAULTS;
  }
}

function keepPreferences(preferences: LogPreferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Without storage they are kept as long as the view is open.
  }
}
