import {
  IconAlertCircle,
  IconBolt,
  IconCircleCheck,
  IconCircleMinus,
  IconLoader2,
  type IconProps,
} from '@tabler/icons-react';
import { type ComponentType, useEffect, useMemo, useRef } from 'react';
import type { BuildStep, BuildUpdate } from '../../../shared/contract/builds.ts';
import { formatStepTime } from '../../components/format-duration.ts';
import { t } from '../../i18n/index.ts';
import classes from './Build.module.css';

/** More is no Dockerfile that a person reads here. */
const LINES_SHOWN = 3000;

const ICONS: Record<BuildStep['state'], ComponentType<IconProps>> = {
  running: IconLoader2,
  done: IconCircleCheck,
  cached: IconBolt,
  failed: IconAlertCircle,
  cancelled: IconCircleMinus,
};

interface DockerfileViewProps {
  name: string;
  dockerfile: string;
  steps: readonly BuildStep[];
  failure: Extract<BuildUpdate, { kind: 'progress' }>['failure'];
}

/** A Dockerfile with the state of each of its steps. The lines that failed are marked, with the reason below them. */
export function DockerfileView({ name, dockerfile, steps, failure }: DockerfileViewProps) {
  const lines = useMemo(() => dockerfile.replace(/\n$/, '').split(/\r?\n/), [dockerfile]);
  const stepsByLine = useMemo(
    () => new Map(steps.map((step) => [step.lines?.first, step] as const)),
    [steps],
  );
  const failedLast = failure?.lines?.last;
  const scroller = useRef<HTMLElement>(null);
  const running = steps.at(-1)?.lines?.first;
  useEffect(() => {
    const line = failedLast ?? running;
    scroller.current?.querySelector(`[data-line="${line}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [failedLast, running]);
  return (
    <div className={classes.dockerfile}>
      <h3 className={classes.paneTitle}>{name}</h3>
      <section
        ref={scroller}
        className={classes.lines}
        aria-label={t.build.dockerfile(name)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys must be able to scroll it
        tabIndex={0}
      >
        {failure && !failure.lines && <Failure message={failure.message} />}
        {lines.slice(0, LINES_SHOWN).map((text, index) => {
          const number = index + 1;
          const isFailed = inside(number, failure?.lines);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a Dockerfile never move
            <div key={index}>
              <div className={classes.line} data-line={number} data-failed={isFailed}>
                <span className={classes.number}>{number}</span>
                <StepMark step={stepsByLine.get(number)} />
                <code className={classes.text}>{text}</code>
                <StepTime step={stepsByLine.get(number)} />
              </div>
              {number === failedLast && failure && <Failure message={failure.message} />}
            </div>
          );
        })}
        {lines.length > LINES_SHOWN && (
          <p className={classes.cut}>{t.build.cut(lines.length - LINES_SHOWN)}</p>
        )}
      </section>
    </div>
  );
}

function StepMark({ step }: { step: BuildStep | undefined }) {
  if (!step) return <span className={classes.mark} />;
  const Icon = ICONS[step.state];
  const title = t.build.steps[step.state];
  return (
    <span className={classes.mark} data-state={step.state} role="img" aria-label={title} title={title}>
      <Icon size={15} stroke={1.9} />
    </span>
  );
}

function StepTime({ step }: { step: BuildStep | undefined }) {
  if (step?.endedAt === undefined || step.state === 'cached') return null;
  return <span className={classes.time}>{formatStepTime(step.endedAt - step.startedAt)}</span>;
}

function Failure({ message }: { message: string }) {
  return (
    <div className={classes.failure} role="alert">
      <strong>{t.build.failedHere}</strong>
      <span>{message.slice(0, 2000)}</span>
    </div>
  );
}

function inside(line: number, lines: { first: number; last: number } | undefined): boolean {
  return lines !== undefined && lines.first <= line && line <= lines.last;
}
