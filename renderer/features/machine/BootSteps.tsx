import { IconCheck, IconX } from '@tabler/icons-react';
import { formatElapsed, formatStepTime } from '../../components/format-duration.ts';
import { useNow } from '../../components/use-now.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import classes from './BootSteps.module.css';

/** @param active whether the last step is under way; else it is where the way ended */
export function BootSteps({ active }: { active: boolean }) {
  const steps = usePier((state) => state.machine.steps);
  if (steps.length === 0) return null;
  return (
    <ol className={classes.steps} aria-label={t.engine.steps}>
      {steps.map((step, index) => {
        const next = steps[index + 1];
        const state = next ? 'done' : active ? 'active' : 'failed';
        return (
          <li key={step.id} className={classes.step} data-state={state}>
            <Mark state={state} />
            <span className={classes.title}>{step.title}</span>
            <span className={classes.time}>
              {next ? formatStepTime(next.at - step.at) : active ? <Ticking since={step.at} /> : null}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

const LABELS = { done: t.engine.stepDone, active: t.engine.stepActive, failed: t.engine.stepFailed };

function Mark({ state }: { state: keyof typeof LABELS }) {
  return (
    <span className={classes.mark} role="img" aria-label={LABELS[state]}>
      {state === 'done' && <IconCheck size={14} stroke={2.4} aria-hidden />}
      {state === 'failed' && <IconX size={14} stroke={2.4} aria-hidden />}
      {state === 'active' && <span className={classes.spinner} />}
    </span>
  );
}

function Ticking({ since }: { since: number }) {
  return formatElapsed(useNow() - since);
}
