import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyDone } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import { useQuery } from '../../store/use-live.ts';
import { FormDialog } from './FormDialog.tsx';
import classes from './Volumes.module.css';
import { nameProblem } from './volume-name.ts';

interface Pair {
  id: string;
  key: string;
  value: string;
}

export function CreateVolumeDialog() {
  const connection = useConnection();
  const drivers = useQuery((client, signal) => client.volumes.drivers({}, { signal }), []);
  const [name, setName] = useState('');
  const [driver, setDriver] = useState('local');
  const [options, setOptions] = useState<Pair[]>([]);
  const [labels, setLabels] = useState<Pair[]>([]);
  const [tried, setTried] = useState(false);
  const problem = nameProblem(name, true);
  return (
    <FormDialog
      title={t.volumes.createTitle}
      confirm={t.volumes.createConfirm}
      failed={t.volumes.couldNot.create}
      valid={!problem}
      onInvalid={() => setTried(true)}
      onSubmit={async () => {
        const request = { name: name.trim(), driver, options: toRecord(options), labels: toRecord(labels) };
        const created = await connection.client().volumes.create(request);
        notifyDone('volume-create', t.volumes.created(created.name));
      }}
    >
      <TextInput
        label={t.volumes.name}
        description={t.volumes.nameHint}
        data-autofocus
        spellCheck={false}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={tried && problem}
      />
      <Select
        label={t.volumes.driver}
        data={drivers.value ?? ['local']}
        value={driver}
        allowDeselect={false}
        onChange={(value) => setDriver(value ?? 'local')}
      />
      <Pairs
        title={t.volumes.options}
        add={t.volumes.addOption}
        nameOf={t.volumes.option}
        pairs={options}
        onChange={setOptions}
      />
      <Pairs
        title={t.volumes.labels}
        add={t.volumes.addLabel}
        nameOf={t.volumes.label}
        pairs={labels}
        onChange={setLabels}
      />
    </FormDialog>
  );
}

interface PairsProps {
  title: string;
  add: string;
  /** "label 2" */
  nameOf(number: number): string;
  pairs: Pair[];
  onChange(pairs: Pair[]): void;
}

function Pairs({ title, add, nameOf, pairs, onChange }: PairsProps) {
  const set = (index: number, change: Partial<Pair>) =>
    onChange(pairs.map((pair, each) => (each === index ? { ...pair, ...change } : pair)));
  return (
    <section aria-label={title}>
      <div className={classes.rowsHead}>
        <span>{title}</span>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...pairs, { id: crypto.randomUUID(), key: '', value: '' }])}
        >
          {add}
        </Button>
      </div>
      {pairs.map((pair, index) => {
        const label = nameOf(index + 1);
        return (
          <div key={pair.id} className={classes.row}>
            <TextInput
              className={classes.grow}
              aria-label={`${t.volumes.key}, ${label}`}
              placeholder={t.volumes.key}
              spellCheck={false}
              value={pair.key}
              onChange={(event) => set(index, { key: event.currentTarget.value })}
            />
            <TextInput
              className={classes.grow}
              aria-label={`${t.volumes.value}, ${label}`}
              placeholder={t.volumes.value}
              spellCheck={false}
              value={pair.value}
              onChange={(event) => set(index, { value: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t.volumes.removeRow(label)}
              onClick={() => onChange(pairs.filter((_, each) => each !== index))}
            >
              <IconX size={16} />
            </ActionIcon>
          </div>
        );
      })}
    </section>
  );
}

/** Lines without a name say nothing. */
function toRecord(pairs: Pair[]): Record<string, string> {
  return Object.fromEntries(
    pairs.filter(({ key }) => key.trim() !== '').map(({ key, value }) => [key.trim(), value]),
  );
}
