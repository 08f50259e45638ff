import { Button, Group, Modal } from '@mantine/core';
import { useRef } from 'react';
import type { NetworkSummary } from '../../../shared/contract/networks.ts';
import { isActive } from '../../../shared/model/container-actions.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import cells from '../../components/data-table/cells.module.css';
import { t } from '../../i18n/index.ts';
import { withoutHidden } from '../../store/without-hidden.ts';
import classes from './Networks.module.css';
import { removeNetworks } from './network-commands.ts';
import { openNetworkDialog, useNetworkDialogs } from './network-dialogs.ts';
import { isUnused } from './network-list.ts';

/** Says what goes before networks are removed: those that were chosen, or all that nobody uses. */
export function RemoveNetworksDialog({ networks }: { networks: readonly NetworkSummary[] }) {
  const { removing, pruning } = useNetworkDialogs();
  const connection = useConnection();
  const wanted = pruning
    ? withoutHidden(networks).filter(isUnused)
    : networks.filter(({ id }) => removing?.includes(id));
  const opened = pruning || removing !== undefined;
  // What was asked stays readable while the dialog fades away.
  const last = useRef({ targets: wanted, pruning });
  if (opened) last.current = { targets: wanted, pruning };
  const { targets } = last.current;
  const close = () => openNetworkDialog({ removing: undefined, pruning: false });
  if (last.current.pruning && targets.length === 0) return <NothingToPrune opened={opened} onClose={close} />;
  return (
    <ConfirmDialog
      opened={opened}
      title={
        last.current.pruning
          ? t.networkRemoval.pruneTitle
          : t.networkRemoval.title(targets.length, targets[0]?.name ?? '')
      }
      confirm={t.networkRemoval.confirm(targets.length)}
      onClose={close}
      onConfirm={() => {
        close();
        if (targets.length === 0) return;
        void removeNetworks(targets, { unusedOnly: last.current.pruning }, connection);
      }}
    >
      <p>{last.current.pruning ? t.networkRemoval.pruneText(targets.length) : t.networkRemoval.text}</p>
      {(targets.length > 1 ||
        last.current.pruning ||
        targets.some(({ containers }) => containers.length > 0)) && (
        <ul className={classes.removalList}>
          {targets.map(({ id, name, containers }) => (
            <li key={id}>
              <strong>{name}</strong>
              {containers.length > 0 && (
                <span className={cells.dim}>{t.networkRemoval.used(containers.length)}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      <Warnings networks={targets} />
    </ConfirmDialog>
  );
}

function Warnings({ networks }: { networks: readonly NetworkSummary[] }) {
  const members = networks.flatMap(({ containers }) => containers);
  return (
    <>
      {members.some(({ state }) => isActive(state)) && <p>{t.networkRemoval.usedText}</p>}
      {members.some(({ state }) => !isActive(state)) && <p>{t.networkRemoval.stoppedText}</p>}
    </>
  );
}

function NothingToPrune({ opened, onClose }: { opened: boolean; onClose(): void }) {
  return (
    <Modal opened={opened} onClose={onClose} title={t.networkRemoval.pruneTitle}>
      <p>{t.networkRemoval.nothing}</p>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" data-autofocus onClick={onClose}>
          {t.app.close}
        </Button>
      </Group>
    </Modal>
  );
}
