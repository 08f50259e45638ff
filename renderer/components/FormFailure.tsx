import type { ReactNode } from 'react';
import type { ErrorData } from '../../shared/errors.ts';
import classes from './FormFailure.module.css';

interface FormFailureProps {
  /** What was not done; without it the error's own words are what stands out. */
  title?: string;
  error: ErrorData;
  /** What there is to do next. */
  children?: ReactNode;
}

/** Why a form's order was not carried out, where no field can say it. */
export function FormFailure({ title, error, children }: FormFailureProps) {
  return (
    <div className={classes.failure} role="alert">
      <strong>{title ?? error.message}</strong>
      {title !== undefined && <p>{error.message}</p>}
      <p>{error.hint}</p>
      {children}
    </div>
  );
}
