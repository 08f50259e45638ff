import { SegmentedControl, TextInput } from '@mantine/core';
import { t } from '../../i18n/index.ts';
import type { SectionProps } from './Rows.tsx';
import classes from './RunDialog.module.css';

const KINDS = (['image', 'none', 'shell', 'exec'] as const).map((value) => ({
  value,
  label: t.run.healthKinds[value],
}));
const TIMES = ['interval', 'timeout', 'startPeriod', 'retries'] as const;

/** How the engine finds out that it works. */
export function HealthSection({ form }: SectionProps) {
  const { kind } = form.values.health;
  return (
    <>
      <p className={classes.hint}>{t.run.healthHint}</p>
      <SegmentedControl
        aria-label={t.run.health}
        data={KINDS}
        className={classes.segments}
        {...form.getInputProps('health.kind')}
      />
      {(kind === 'shell' || kind === 'exec') && (
        <>
          <TextInput
            label={t.run.healthCommand}
            description={kind === 'shell' ? t.run.healthShellHint : t.run.healthExecHint}
            placeholder="wget -q -O /dev/null http://localhost/"
            autoComplete="off"
            spellCheck={false}
            classNames={{ input: classes.mono ?? '' }}
            {...form.getInputProps('health.command')}
          />
          <div className={classes.fields}>
            {TIMES.map((field) => (
              <TextInput
                key={field}
                label={t.run.healthTimes[field].label}
                description={t.run.healthTimes[field].hint}
                placeholder={t.run.healthTimes[field].placeholder}
                autoComplete="off"
                {...form.getInputProps(`health.${field}`)}
              />
            ))}
          </div>
        </>
      )}
    </>
  );
}
