import {
  IconAlertCircle,
  IconBolt,
  IconCircleCheck,
  IconCircleMinus,
  IconLoader2,
  type IconProps,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { BuildStep } from '../../../shared/contract/builds.ts';
import { formatStepTime } from '../../components/format-duration.ts';
import { t } from '../../i18n/index.ts';
import classes from './Build.module.css';

const ICONS: Record<BuildStep['state'], ComponentType<IconProps>> = {
  running: IconLoader2,
  done: IconCircleCheck,
  cached: IconBolt,
  failed: IconAlertCircle,
  cancelled: IconCircleMinus,
};

/** The state of a step. By key or by mouse it shows the output: the line that it is in hears the click. */
export function StepMark({ step }: { step: BuildStep | undefined }) {
  if (!step) return <span className={classes.mark} />;
  const Icon = ICONS[step.state];
  const state = t.build.steps[step.state];
  return (
    <button
      type="button"
      className={classes.mark}
      data-state={step.state}
      aria-label={t.build.showOutput(state, step.text.split('\n')[0] ?? '')}
      title={state}
    >
      <Icon size={15} stroke={1.9} />
    </button>
  );
}

export function StepTime({ step }: { step: BuildStep | undefined }) {
  if (step?.endedAt === undefined || step.state === 'cached') return null;
  return <span className={classes.time}>{formatStepTime(step.endedAt - step.startedAt)}</span>;
}
