import { type RefObject, useEffect } from 'react';
import type { CurrentStats } from '../../../shared/contract/stats.ts';
import { useLive } from '../../store/use-live.ts';

interface StatsSurveyProps {
  /** The table whose rows are put into their order. */
  table: RefObject<HTMLElement | null>;
  onSamples(samples: Readonly<Record<string, CurrentStats>>): void;
}

/** What a person is about to press stays where it is: a round is left out. */
const AIMED_AT = ':is(button, a):hover, button[aria-expanded="true"]';

/** Measures all running containers in turn while it is shown: rows out of sight are not measured otherwise. */
export function StatsSurvey({ table, onSamples }: StatsSurveyProps) {
  const { value } = useLive((client, signal) => client.stats.survey({}, { signal }), []);
  useEffect(() => {
    if (value && !table.current?.querySelector(`[role="gridcell"] ${AIMED_AT}`)) onSamples(value.samples);
  }, [value, table, onSamples]);
  return null;
}
