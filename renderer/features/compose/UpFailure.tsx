import type { ErrorData } from '../../../shared/errors.ts';
import classes from './Compose.module.css';

/** Why something was not brought up, in a dialog. */
export function UpFailure({ title, error }: { title: string; error: ErrorData }) {
  return (
    <div className={classes.failure} role="alert">
      <strong>{title}</strong>
      <p>{error.message}</p>
      <p>{error.hint}</p>
    </div>
  );
}
