import { Button } from '@mantine/core';
import { IconEraser, IconRefresh, IconRestore, IconTrashX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { MachineDataState } from '../../../shared/contract/machine-data.ts';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { restartMachine, startMachine } from '../../commands/machine-commands.ts';
import { notifyDone, notifyError } from '../../commands/notify.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { startTask } from '../tasks/start-task.ts';
import { useMachineTaskRuns } from './MachineTask.tsx';
import classes from './Troubleshoot.module.css';
import { TypedConfirmDialog } from './TypedConfirmDialog.tsx';
import { WhatGoes } from './WhatGoes.tsx';
import { WithMachineData } from './WithMachineData.tsx';

type Asked = 'settings' | 'clean' | 'factory';

/** The ways back, from what loses nothing to what loses everything. */
export function ResetSection() {
  return (
    <WithMachineData label={t.troubleshoot.tabs.reset}>{(state) => <Ladder state={state} />}</WithMachineData>
  );
}

function Ladder({ state }: { state: MachineDataState }) {
  const connection = useConnection();
  const status = usePier(({ machine }) => machine.status);
  const pending = usePier(({ actions }) => actions.machinePending !== undefined);
  const busy = useMachineTaskRuns();
  const [asked, setAsked] = useState<Asked>();
  const texts = t.troubleshoot.reset;
  const restart = status && [restartMachine, startMachine].find((command) => command.when(status));
  return (
    <>
      <p className={classes.intro}>{texts.intro}</p>
      <ol className={classes.list}>
        <Step icon={<IconRefresh size={20} />} title={texts.restartTitle} text={texts.restartText}>
          <Button
            variant="default"
            loading={pending}
            disabled={busy || !restart}
            onClick={() => status && void restart?.perform(status, connection)}
          >
            {texts.restart}
          </Button>
        </Step>
        <Step icon={<IconRestore size={20} />} title={texts.settingsTitle} text={texts.settingsText}>
          <Button variant="default" disabled={busy} onClick={() => setAsked('settings')}>
            {texts.settings}
          </Button>
        </Step>
        <Step icon={<IconEraser size={20} />} title={texts.cleanTitle} text={texts.cleanText}>
          <Button
            variant="default"
            c="var(--mantine-color-error)"
            disabled={busy}
            onClick={() => setAsked('clean')}
          >
            {texts.clean}
          </Button>
        </Step>
        <Step icon={<IconTrashX size={20} />} title={texts.factoryTitle} text={texts.factoryText}>
          <Button
            variant="default"
            c="var(--mantine-color-error)"
            disabled={busy}
            onClick={() => setAsked('factory')}
          >
            {texts.factory}
          </Button>
        </Step>
      </ol>
      {asked && <ResetDialog asked={asked} state={state} onClose={() => setAsked(undefined)} />}
    </>
  );
}

interface StepProps {
  icon: ReactNode;
  title: string;
  text: string;
  children: ReactNode;
}

function Step({ icon, title, text, children }: StepProps) {
  return (
    <li className={classes.item}>
      <span className={classes.mark} aria-hidden>
        {icon}
      </span>
      <div className={classes.grow}>
        <h2 className={classes.name}>{title}</h2>
        <p className={classes.dimmed}>{text}</p>
      </div>
      {children}
    </li>
  );
}

interface ResetDialogProps {
  asked: Asked;
  state: MachineDataState;
  onClose(): void;
}

function ResetDialog({ asked, state, onClose }: ResetDialogProps) {
  const connection = useConnection();
  const texts = t.troubleshoot.reset;
  const resetSettings = async () => {
    onClose();
    try {
      const { copy } = await connection.client().machineData.resetSettings({});
      notifyDone('reset', texts.settingsDone, copy ? texts.settingsCopy(copy) : '');
    } catch (thrown) {
      notifyError('reset', texts.couldNot.settings, toAppError(thrown).toData());
    }
  };
  if (asked === 'settings') {
    return (
      <ConfirmDialog
        opened
        title={texts.settingsAsk}
        confirm={texts.settingsConfirm}
        onConfirm={() => void resetSettings()}
        onClose={onClose}
      >
        <p>{texts.settingsText}</p>
      </ConfirmDialog>
    );
  }
  const isFactory = asked === 'factory';
  const start = () => {
    onClose();
    void startTask(isFactory ? texts.couldNot.factory : texts.couldNot.clean, () => {
      const { machineData } = connection.client();
      return isFactory ? machineData.factoryReset({}) : machineData.clean({});
    });
  };
  return (
    <TypedConfirmDialog
      title={isFactory ? texts.factoryAsk : texts.cleanAsk}
      confirm={isFactory ? texts.factoryConfirm : texts.cleanConfirm}
      word={isFactory ? t.troubleshoot.words.factory : t.troubleshoot.words.clean}
      onConfirm={start}
      onClose={onClose}
    >
      <p>{isFactory ? texts.factoryText : texts.cleanText}</p>
      <WhatGoes state={state} all={isFactory} />
    </TypedConfirmDialog>
  );
}
