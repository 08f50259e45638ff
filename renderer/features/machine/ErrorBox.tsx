import type { ErrorData } from '../../../shared/errors.ts';
import { hrefOf } from '../../app/location.ts';
import { t } from '../../i18n/index.ts';
import classes from './ErrorBox.module.css';

/** What went wrong with the engine, or what holds it up, and what to do. */
export function ErrorBox({ error, tone }: { error: ErrorData; tone: 'warn' | 'bad' }) {
  return (
    <div className={classes.error} data-tone={tone} role="alert">
      <p>{error.message}</p>
      <p className={classes.hint}>{error.hint}</p>
      <a className={classes.more} href={hrefOf(['troubleshoot', 'checks'])}>
        {t.troubleshoot.open}
      </a>
    </div>
  );
}
