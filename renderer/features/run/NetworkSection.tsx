import { Autocomplete, Checkbox, TextInput } from '@mantine/core';
import { t } from '../../i18n/index.ts';
import { useLiveList } from '../../store/use-live.ts';
import { withoutHidden } from '../../store/without-hidden.ts';
import { Rows, type SectionProps } from './Rows.tsx';
import classes from './RunDialog.module.css';
import { TagsField } from './TagsField.tsx';

const BUILT_IN = ['bridge', 'host', 'none'];

export function NetworkSection({ form }: SectionProps) {
  const { items } = useLiveList((client, signal) => client.networks.watch({}, { signal }), []);
  const names = [...new Set([...withoutHidden(items).map(({ name }) => name), ...BUILT_IN])];
  return (
    <>
      <Rows
        form={form}
        area="networks"
        title={t.run.networks}
        add={t.run.addNetwork}
        hint={t.run.networksHint}
        nameOf={t.run.row.network}
        draw={(index, label) => (
          <div className={classes.fields}>
            <Autocomplete
              label={t.run.networkName}
              aria-label={`${t.run.networkName}, ${label}`}
              data={names}
              maxDropdownHeight={200}
              autoComplete="off"
              spellCheck={false}
              {...form.getInputProps(`networks.${index}.name`)}
            />
            <TagsField
              label={t.run.aliases}
              aria-label={`${t.run.aliases}, ${label}`}
              {...form.getInputProps(`networks.${index}.aliases`)}
            />
            <TextInput
              label={t.run.ipv4}
              aria-label={`${t.run.ipv4}, ${label}`}
              placeholder={t.run.byDocker}
              autoComplete="off"
              {...form.getInputProps(`networks.${index}.ipv4`)}
            />
            <TextInput
              label={t.run.ipv6}
              aria-label={`${t.run.ipv6}, ${label}`}
              placeholder={t.run.byDocker}
              autoComplete="off"
              {...form.getInputProps(`networks.${index}.ipv6`)}
            />
          </div>
        )}
      />
      <TextInput
        label={t.run.hostname}
        description={t.run.hostnameHint}
        placeholder={t.run.hostnamePlaceholder}
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('hostname')}
      />
      <Checkbox
        label={t.run.publishAll}
        description={t.run.publishAllHint}
        {...form.getInputProps('publishAll', { type: 'checkbox' })}
      />
    </>
  );
}
