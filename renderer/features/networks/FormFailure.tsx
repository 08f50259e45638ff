import type { ErrorData } from '../../../shared/errors.ts';
import classes from './Networks.module.css';

/** Why a form's order was not carried out, where no field can say it. */
export function FormFailure({ title, error }: { title: string; error: ErrorData }) {
  return (
    <div className={classes.failure} role="alert">
      <strong>{title}</strong>
      <p>{error.message}</p>
      <p>{error.hint}</p>
    </div>
  );
}
