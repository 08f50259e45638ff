import { t } from '../../i18n/index.ts';
import { formatAge } from '../format-duration.ts';
import { useNow } from '../use-now.ts';

/** How long ago something was made. @param at milliseconds since the epoch */
export function CreatedCell({ at }: { at: number }) {
  const age = useNow() - at;
  return <>{age < 1000 ? t.time.justNow : t.containers.ago(formatAge(age))}</>;
}
