import { Autocomplete, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { isAnonymousVolume } from '../../../shared/model/anonymous-volume.ts';
import { t } from '../../i18n/index.ts';
import { useLiveList } from '../../store/use-live.ts';
import { withoutHidden } from '../../store/without-hidden.ts';
import { Rows, type SectionProps } from './Rows.tsx';
import classes from './RunDialog.module.css';

const KINDS = [
  { value: 'auto', label: t.run.volumeKinds.auto },
  { value: 'new', label: t.run.volumeKinds.new },
  { value: 'tmpfs', label: t.run.volumeKinds.tmpfs },
];

export function VolumeRows({ form }: SectionProps) {
  const { items } = useLiveList((client, signal) => client.volumes.watch({}, { signal }), []);
  const names = withoutHidden(items)
    .map(({ name }) => name)
    .filter((name) => !isAnonymousVolume(name));
  return (
    <Rows
      form={form}
      area="volumes"
      title={t.run.volumes}
      add={t.run.addVolume}
      nameOf={t.run.row.volume}
      draw={(index, label) => (
        <>
          <SourceField form={form} index={index} label={label} volumes={names} />
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

interface SourceFieldProps extends SectionProps {
  index: number;
  label: string;
  /** Names of the engine's volumes. */
  volumes: string[];
}

/** What is mounted; of a new volume nothing is asked, of a tmpfs its limit. */
function SourceField({ form, index, label, volumes }: SourceFieldProps) {
  const kind = form.values.volumes[index]?.kind;
  if (kind === 'new')
    return <span className={`${classes.grow} ${classes.hint} ${classes.line}`}>{t.run.volumeNewHint}</span>;
  if (kind === 'tmpfs') {
    return (
      <TextInput
        className={classes.grow}
        aria-label={`${t.run.volumeSize}, ${label}`}
        placeholder={t.run.volumeSize}
        autoComplete="off"
        {...form.getInputProps(`volumes.${index}.size`)}
      />
    );
  }
  return (
    <Autocomplete
      className={classes.grow}
      aria-label={`${t.run.volumeSource}, ${label}`}
      placeholder={t.run.volumeSource}
      data={volumes}
      limit={50}
      maxDropdownHeight={180}
      spellCheck={false}
      autoComplete="off"
      {...form.getInputProps(`volumes.${index}.source`)}
    />
  );
}
