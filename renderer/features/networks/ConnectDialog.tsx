import { Group, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { NetworkSummary } from '../../../shared/contract/networks.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { parseIpAddress } from '../../../shared/model/ip-network.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyDone } from '../../commands/notify.ts';
import { compareText } from '../../components/data-table/compare-text.ts';
import { FormFailure } from '../../components/FormFailure.tsx';
import { FormButtons, FormModal } from '../../components/FormModal.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { openNetworkDialog, useNetworkDialogs } from './network-dialogs.ts';

/** Puts a container on a network, running or not. */
export function ConnectDialog({ networks }: { networks: readonly NetworkSummary[] }) {
  const id = useNetworkDialogs((state) => state.connecting);
  const network = networks.find((candidate) => candidate.id === id);
  return network ? <OpenedDialog key={network.id} network={network} /> : null;
}

function OpenedDialog({ network }: { network: NetworkSummary }) {
  const close = () => openNetworkDialog({ connecting: undefined });
  const connection = useConnection();
  const { byId, order } = usePier((state) => state.containers);
  const [container, setContainer] = useState<string | null>(null);
  const [aliases, setAliases] = useState('');
  const [ipv4, setIpv4] = useState('');
  const [ipv6, setIpv6] = useState('');
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<ErrorData>();
  const members = new Set(network.containers.map((member) => member.id));
  const others = order
    .flatMap((id) => byId[id] ?? [])
    .filter((each) => !members.has(each.id))
    .sort((a, b) => compareText(a.name, b.name));
  const connect = async () => {
    const found = problemsOf({ container, ipv4, ipv6 });
    setProblems(found);
    setFailure(undefined);
    if (Object.keys(found).length > 0 || container === null) return;
    setBusy(true);
    try {
      await connection.client().networks.connect({
        id: network.id,
        container,
        aliases: aliases.split(/[\s,]+/).filter(Boolean),
        ...(ipv4.trim() ? { ipv4 } : {}),
        ...(ipv6.trim() ? { ipv6 } : {}),
      });
      notifyDone(
        `network-${network.id}`,
        t.networks.connected(byId[container]?.name ?? container, network.name),
      );
      close();
    } catch (thrown) {
      const error = toAppError(thrown).toData();
      if (error.code === 'network_address_refused') {
        setProblems({ [ipv4.trim() ? 'ipv4' : 'ipv6']: `${error.message} ${error.hint}` });
      } else {
        setFailure(error);
      }
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormModal
      onClose={close}
      title={t.connectContainer.title(network.name)}
      size="34rem"
      onSubmit={() => void connect()}
    >
      <Select
        label={t.connectContainer.container}
        placeholder={t.connectContainer.placeholder}
        data-autofocus
        searchable
        nothingFoundMessage={t.connectContainer.nobody}
        data={others.map((each) => ({ value: each.id, label: each.name }))}
        value={container}
        onChange={setContainer}
        error={problems.container}
        comboboxProps={{ transitionProps: { duration: 0 } }}
      />
      <TextInput
        label={t.connectContainer.aliases}
        description={t.connectContainer.aliasesHint}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        spellCheck={false}
        autoComplete="off"
        value={aliases}
        onChange={(event) => setAliases(event.currentTarget.value)}
      />
      <Group grow align="flex-start">
        <AddressField label={t.connectContainer.ipv4} value={ipv4} onChange={setIpv4} error={problems.ipv4} />
        {network.ipv6 && (
          <AddressField
            label={t.connectContainer.ipv6}
            value={ipv6}
            onChange={setIpv6}
            error={problems.ipv6}
          />
        )}
      </Group>
      {failure && <FormFailure title={t.networks.couldNot.connect} error={failure} />}
      <FormButtons submit={t.connectContainer.submit} busy={busy} onCancel={close} />
    </FormModal>
  );
}

interface AddressFieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
  error: string | undefined;
}

function AddressField({ label, value, onChange, error }: AddressFieldProps) {
  return (
    <TextInput
      label={label}
      placeholder={t.connectContainer.chosen}
      spellCheck={false}
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
    />
  );
}

function problemsOf(form: { container: string | null; ipv4: string; ipv6: string }): Record<string, string> {
  const problems: Record<string, string> = {};
  if (form.container === null) problems.container = t.connectContainer.problems.container;
  for (const [field, family] of [
    ['ipv4', 4],
    ['ipv6', 6],
  ] as const) {
    const text = form[field].trim();
    if (text !== '' && parseIpAddress(text)?.family !== family)
      problems[field] = t.connectContainer.problems[field];
  }
  return problems;
}
