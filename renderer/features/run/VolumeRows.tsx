import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { t } from '../../i18n/index.ts';
import { Rows, type SectionProps } from './Rows.tsx';
import classes from './RunDialog.module.css';

const KINDS = [
  { value: 'auto', label: t.run.volumeKinds.auto },
  { value: 'new', label: t.run.volumeKinds.new },
  { value: 'tmpfs', label: t.run.volumeKinds.tmpfs },
];

export function VolumeRows({ form }: SectionProps) {
  return (
    <Rows
      form={form}
      area="volumes"
      title={t.run.volumes}
      add={t.run.addVolume}
      nameOf={t.run.row.volume}
      draw={(index, label) => (
        <>
          <SourceField form={form} index={index} label={label} />
          <span className={classes.arrow}>→</span>
          <TextInput
            className={classes.grow}
            aria-label={`${t.run.volumeTarget}, ${label}`}
            placeholder={t.run.volumeTarget}
            spellCheck={false}
            autoComplete="off"
            {...form.getInputProps(`volumes.${index}.target`)}
          />
          <NativeSelect
            className={classes.kind}
            aria-label={`${t.run.volumeKind}, ${label}`}
            data={KINDS}
            {...form.getInputProps(`volumes.${index}.kind`)}
          />
          <Checkbox
            className={classes.check}
            label={t.run.readOnly}
            {...form.getInputProps(`volumes.${index}.readOnly`, { type: 'checkbox' })}
          />
        </>
      )}
    />
  );
}

/** What is mounted; of a new volume nothing is asked, of a tmpfs its limit. */
function SourceField({ form, index, label }: SectionProps & { index: number; label: string }) {
  const kind = form.values.volumes[index]?.kind;
  if (kind === 'new')
    return <span className={`${classes.grow} ${classes.hint} ${classes.line}`}>{t.run.volumeNewHint}</span>;
  const field = kind === 'tmpfs' ? 'size' : 'source';
  const title = kind === 'tmpfs' ? t.run.volumeSize : t.run.volumeSource;
  return (
    <TextInput
      key={field}
      className={classes.grow}
      aria-label={`${title}, ${label}`}
      placeholder={title}
      spellCheck={false}
      autoComplete="off"
      {...form.getInputProps(`volumes.${index}.${field}`)}
    />
  );
}
