import { Button, Loader } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconRefresh,
  IconTool,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { CheckOutcome, SelfCheckInfo } from '../../../shared/contract/diagnostics.ts';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyDone, notifyError } from '../../commands/notify.ts';
import { FormFailure } from '../../components/FormFailure.tsx';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { t } from '../../i18n/index.ts';
import classes from './Checks.module.css';
import { lookOf, verdictOf } from './check-verdict.ts';
import { type Checks, useChecks } from './use-checks.ts';

type Look = keyof typeof t.troubleshoot.checks.states;

/** What Pier needs of this computer and of its machine, each as it is found. */
export function ChecksSection() {
  const checks = useChecks();
  return (
    <section className={classes.checks} aria-label={t.troubleshoot.tabs.checks}>
      <Summary checks={checks} />
      {checks.error && <FormFailure error={checks.error} />}
      {checks.checks.length === 0 && !checks.error ? (
        <LoadingRows />
      ) : (
        <ul className={classes.list} aria-label={t.troubleshoot.checks.list}>
          {arranged(checks).map((check) => (
            <CheckRow
              key={check.id}
              check={check}
              outcome={checks.outcomes.get(check.id)}
              running={checks.running.has(check.id)}
              onAgain={() => checks.run([check.id])}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

/** What failed comes first, once all is known: rows that jump while they are read help nobody. */
function arranged({ checks, outcomes, running }: Checks): readonly SelfCheckInfo[] {
  if (running.size > 1) return checks;
  const rank = ({ id, fatal }: SelfCheckInfo) =>
    outcomes.get(id)?.status === 'failed' ? (fatal ? 0 : 1) : 2;
  return checks.toSorted((a, b) => rank(a) - rank(b));
}

function Summary({ checks: all }: { checks: Checks }) {
  const { checks, outcomes, running, run } = all;
  const texts = t.troubleshoot.checks;
  const verdict = verdictOf(all);
  const failed = checks.filter(({ id }) => outcomes.get(id)?.status === 'failed');
  const fatal = failed.filter((check) => check.fatal).length;
  const count = (status: CheckOutcome['status']) =>
    checks.filter(({ id }) => outcomes.get(id)?.status === status).length;
  const headings = {
    busy: texts.running(Math.max(1, running.size)),
    broken: texts.couldNot,
    ok: texts.allWell,
    warn: texts.problems(fatal, failed.length - fatal),
    bad: texts.problems(fatal, failed.length - fatal),
  };
  const look = { busy: 'running', broken: 'bad', ok: 'ok', warn: 'warn', bad: 'bad' } as const;
  return (
    <header className={classes.summary} data-tone={verdict === 'broken' ? 'bad' : verdict}>
      <LookIcon look={look[verdict]} size={26} />
      <div className={classes.words} role="status">
        <h2 className={classes.heading}>{headings[verdict]}</h2>
        <p className={classes.detail}>
          {failed.length > 0 ? texts.problemsText : texts.allWellText(count('ok'), count('skipped'))}
        </p>
      </div>
      <Button
        variant="default"
        leftSection={<IconRefresh size={16} />}
        disabled={verdict === 'busy'}
        onClick={() => run()}
      >
        {texts.again}
      </Button>
    </header>
  );
}

interface CheckRowProps {
  check: SelfCheckInfo;
  outcome: CheckOutcome | undefined;
  running: boolean;
  onAgain(): void;
}

function CheckRow({ check, outcome, running, onAgain }: CheckRowProps) {
  const look = lookOf(check.fatal, outcome, running);
  const failed = outcome?.status === 'failed';
  return (
    <li className={classes.row} data-check={check.id}>
      <LookIcon look={look} size={20} />
      <div className={classes.words}>
        <div className={classes.title}>
          {check.title}
          {outcome && !running && outcome.tookMs >= 1000 && (
            <span className={classes.time}>{(outcome.tookMs / 1000).toFixed(1)} s</span>
          )}
        </div>
        <p className={classes.detail}>{outcome ? outcome.detail : check.hint}</p>
        {failed && outcome.error && <p className={classes.hint}>{outcome.error.hint}</p>}
      </div>
      {failed && check.repair && <RepairButton check={check} busy={running} onDone={onAgain} />}
    </li>
  );
}

function RepairButton({ check, busy, onDone }: { check: SelfCheckInfo; busy: boolean; onDone(): void }) {
  const connection = useConnection();
  const [repairing, setRepairing] = useState(false);
  const repair = async () => {
    setRepairing(true);
    try {
      const { detail } = await connection.client().diagnostics.repair({ id: check.id });
      notifyDone(`repair-${check.id}`, t.troubleshoot.checks.repaired, detail);
    } catch (thrown) {
      const what = t.troubleshoot.checks.couldNotRepair(check.title);
      notifyError(`repair-${check.id}`, what, toAppError(thrown).toData());
    }
    setRepairing(false);
    onDone();
  };
  return (
    <Button
      className={classes.repair}
      size="xs"
      variant="light"
      leftSection={<IconTool size={15} />}
      loading={repairing || busy}
      onClick={() => void repair()}
    >
      {check.repair}
    </Button>
  );
}

function LookIcon({ look, size }: { look: Look; size: number }) {
  const label = t.troubleshoot.checks.states[look];
  if (look === 'running') return <Loader size={size - 2} role="img" aria-label={label} />;
  const Icon = {
    ok: IconCircleCheck,
    skipped: IconCircleDashed,
    unknown: IconCircleDashed,
    warn: IconAlertTriangle,
    bad: IconCircleX,
  }[look];
  return (
    <Icon size={size} stroke={1.8} className={classes.icon} data-look={look} role="img" aria-label={label} />
  );
}
