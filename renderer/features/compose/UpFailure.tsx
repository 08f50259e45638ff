import { Button } from '@mantine/core';
import type { ErrorData } from '../../../shared/errors.ts';
import { t } from '../../i18n/index.ts';
import classes from './Compose.module.css';

interface UpFailureProps {
  title: string;
  error: ErrorData;
  /** Where a person may have put it right meanwhile. */
  onAgain?(): void;
}

/** Why something was not brought up, in a dialog. */
export function UpFailure({ title, error, onAgain }: UpFailureProps) {
  return (
    <div className={classes.failure} role="alert">
      <strong>{title}</strong>
      <p>{error.message}</p>
      <p>{error.hint}</p>
      {onAgain && (
        <Button mt="xs" size="compact-sm" variant="default" onClick={onAgain}>
          {t.composeProject.readAgain}
        </Button>
      )}
    </div>
  );
}
