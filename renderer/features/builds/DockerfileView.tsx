import { IconAlertTriangle } from '@tabler/icons-react';
import { Fragment, useEffect, useMemo, useRef } from 'react';
import type { BuildStep, BuildUpdate, BuildWarning } from '../../../shared/contract/builds.ts';
import { t } from '../../i18n/index.ts';
import classes from './Build.module.css';
import { StepMark, StepTime } from './StepMark.tsx';
import { stepsByLine } from './steps-by-line.ts';

/** More is no Dockerfile that a person reads here. */
const LINES_SHOWN = 3000;

interface DockerfileViewProps {
  name: string;
  dockerfile: string;
  progress: Extract<BuildUpdate, { kind: 'progress' }>;
  /** Brings the output of a step into sight. */
  onShow(step: BuildStep): void;
}

/**
 * A Dockerfile with the state of each of its steps, then what comes around it. The lines that failed are marked, with
 * the reason below them.
 */
export function DockerfileView({ name, dockerfile, progress, onShow }: DockerfileViewProps) {
  const { steps, failure, warnings, warningsLeftOut } = progress;
  const lines = useMemo(() => dockerfile.replace(/\n$/, '').split(/\r?\n/), [dockerfile]);
  const byLine = useMemo(() => stepsByLine(steps), [steps]);
  const others = steps.filter((step) => step.lines === undefined);
  const failedLast = failure?.lines?.last;
  const scroller = useRef<HTMLElement>(null);
  const running = steps.findLast(({ state, lines: of }) => state === 'running' && of)?.lines?.first;
  useEffect(() => {
    const line = failedLast ?? running;
    if (line === undefined) return;
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
        <Warnings warnings={warnings.filter((warning) => warning.lines === undefined)} />
        {warningsLeftOut > 0 && <p className={classes.cut}>{t.build.moreWarnings(warningsLeftOut)}</p>}
        {lines.slice(0, LINES_SHOWN).map((text, index) => {
          const number = index + 1;
          const step = byLine.get(number);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a Dockerfile never move
            <Fragment key={index}>
              <Line
                number={number}
                text={text}
                failed={inside(number, failure?.lines)}
                warned={warnings.some((warning) => inside(number, warning.lines))}
                step={step}
                onShow={onShow}
              />
              {number === failedLast && failure && <Failure message={failure.message} />}
              <Warnings warnings={warnings.filter((warning) => warning.lines?.last === number)} />
            </Fragment>
          );
        })}
        {lines.length > LINES_SHOWN && (
          <p className={classes.cut}>{t.build.cut(lines.length - LINES_SHOWN)}</p>
        )}
        {others.length > 0 && (
          <>
            <h4 className={classes.othersTitle}>{t.build.otherSteps}</h4>
            {others.map((step) => (
              <Line key={step.number} text={step.text} step={step} onShow={onShow} />
            ))}
          </>
        )}
      </section>
    </div>
  );
}

interface LineProps {
  /** Of the Dockerfile. */
  number?: number;
  text: string;
  failed?: boolean;
  warned?: boolean;
  step: BuildStep | undefined;
  onShow(step: BuildStep): void;
}

/** A line of the Dockerfile, or a step that is none of it. A click shows the output of its step. */
function Line({ number, text, failed = false, warned = false, step, onShow }: LineProps) {
  const onClick = () => {
    // The text may be selected to copy it.
    if (step && (window.getSelection()?.isCollapsed ?? true)) onShow(step);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same for keys
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button in it does the same for keys
    <div
      className={classes.line}
      data-line={number}
      data-failed={failed}
      data-warned={warned || undefined}
      data-step={step ? true : undefined}
      onClick={onClick}
    >
      <span className={classes.number}>{number}</span>
      <StepMark step={step} />
      <code className={classes.text}>{text}</code>
      <StepTime step={step} />
    </div>
  );
}

function Failure({ message }: { message: string }) {
  return (
    <div className={classes.failure} role="alert">
      <strong>{t.build.failedHere}</strong>
      <span>{message.slice(0, 2000)}</span>
    </div>
  );
}

function Warnings({ warnings }: { warnings: readonly BuildWarning[] }) {
  return warnings.map(({ message, detail, url }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: warnings are added, and never move
    <div key={index} className={classes.warning} role="note">
      <strong>
        <IconAlertTriangle size={14} stroke={1.9} aria-hidden /> {t.build.warning}
      </strong>
      <span>{message.slice(0, 2000)}</span>
      {detail && <span>{detail.slice(0, 2000)}</span>}
      {url && /^https:/.test(url) && (
        <a href={url} target="_blank" rel="noreferrer">
          {t.build.learnMore}
        </a>
      )}
    </div>
  ));
}

function inside(line: number, lines: { first: number; last: number } | undefined): boolean {
  return lines !== undefined && lines.first <= line && line <= lines.last;
}
