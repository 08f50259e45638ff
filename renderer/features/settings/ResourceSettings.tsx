import { Button } from '@mantine/core';
import { IconRefresh, IconServerOff } from '@tabler/icons-react';
import { useState } from 'react';
import type { SettingsState, UserSettings } from '../../../shared/contract/settings.ts';
import { toAppError } from '../../../shared/errors.ts';
import { changeNeed, changesNeed, waitsFor } from '../../../shared/model/change-need.ts';
import { DISK_STEP, MEMORY_STEP, printBytes, SWAP_STEP } from '../../../shared/model/settings.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { restartMachine } from '../../commands/machine-commands.ts';
import { notifyDone, notifyError } from '../../commands/notify.ts';
import { Banner } from '../../components/Banner.tsx';
import { formatBytes } from '../../components/format-bytes.ts';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { AmountField } from './AmountField.tsx';
import { DiskPlace } from './DiskPlace.tsx';
import { ResourceSaverSettings } from './ResourceSaverSettings.tsx';
import { RosettaSettings } from './RosettaSettings.tsx';
import classes from './Settings.module.css';
import { SpaceInUse } from './SpaceInUse.tsx';

const GIB = 1024 ** 3;
/** A slider over terabytes would have no room for the gigabytes that people choose; the field takes any. */
const DISK_SLIDER_MAX = 1024 * GIB;
const SWAP_SLIDER_MAX = 8 * GIB;

const KEYS = ['cpus', 'memoryBytes', 'swapBytes', 'diskLimitBytes'] as const;
type Resources = Pick<UserSettings, (typeof KEYS)[number]>;

/** Limits of the machine, with what a change needs said before it is made. */
export function ResourceSettings({ state }: { state: SettingsState }) {
  if (!state.hasMachine) {
    return <Message icon={IconServerOff} title={t.settings.foreignTitle} text={t.settings.foreignText} />;
  }
  return (
    <>
      <ResourceForm state={state} />
      <DiskPlace />
      <SpaceInUse />
      {state.offersRosetta && <RosettaSettings state={state} />}
      <ResourceSaverSettings state={state} />
    </>
  );
}

function ResourceForm({ state }: { state: SettingsState }) {
  const { settings, defaults, ranges, running } = state;
  const [draft, setDraft] = useState<Partial<Resources>>({});
  const { busy, apply, restart } = useApply(state, () => setDraft({}));
  const usage = usePier(({ machine }) => machine.usage);
  const value = (key: keyof Resources) => draft[key] ?? settings[key];
  const put = (key: keyof Resources, next: number) =>
    setDraft((before) => {
      const { [key]: _, ...rest } = before;
      return next === settings[key] ? rest : { ...rest, [key]: next };
    });
  const dirty = Object.keys(draft).length > 0;
  const valid = KEYS.every((key) => {
    const { min, max } = ranges[key];
    return draft[key] === undefined || (value(key) >= min && value(key) <= max);
  });
  const atDefaults = KEYS.every((key) => value(key) === Math.max(defaults[key], ranges[key].min));
  const waiting = !dirty && running !== undefined && waitsFor(state, KEYS) !== undefined;
  const need = running && changesNeed(draft, state);
  const needOf = (key: keyof Resources) =>
    running && draft[key] !== undefined ? { need: t.settings.needs[changeNeed(key, draft[key], state)] } : {};

  return (
    <form
      className={classes.form}
      aria-label={t.settings.tabs.resources}
      onSubmit={(event) => {
        event.preventDefault();
        if (dirty && valid && !busy) void apply(draft);
      }}
    >
      <p className={classes.intro}>{t.settings.resourcesText}</p>
      {waiting && (
        <Banner
          tone="warn"
          icon={IconRefresh}
          text={t.settings.waiting}
          action={
            <Button size="compact-sm" variant="default" loading={busy} onClick={() => void restart()}>
              {t.settings.restartNow}
            </Button>
          }
        />
      )}
      <AmountField
        label={t.settings.cpus}
        hint={t.settings.cpusHint(ranges.cpus.max)}
        defaultText={String(defaults.cpus)}
        value={value('cpus')}
        onChange={(next) => put('cpus', next)}
        range={ranges.cpus}
        {...needOf('cpus')}
        step={1}
        perUnit={1}
        unit=""
      />
      <AmountField
        label={t.settings.memory}
        hint={t.settings.memoryHint(printBytes(ranges.memoryBytes.max))}
        defaultText={printBytes(defaults.memoryBytes)}
        value={value('memoryBytes')}
        onChange={(next) => put('memoryBytes', next)}
        range={ranges.memoryBytes}
        {...needOf('memoryBytes')}
        step={MEMORY_STEP}
        perUnit={GIB}
        unit={t.settings.gib}
        {...(usage ? { inUse: formatBytes(usage.memoryBytes) } : {})}
      />
      <AmountField
        label={t.settings.swap}
        hint={t.settings.swapHint}
        defaultText={printBytes(defaults.swapBytes)}
        value={value('swapBytes')}
        onChange={(next) => put('swapBytes', next)}
        range={ranges.swapBytes}
        {...needOf('swapBytes')}
        sliderMax={Math.min(ranges.swapBytes.max, SWAP_SLIDER_MAX)}
        step={SWAP_STEP}
        perUnit={GIB}
        unit={t.settings.gib}
      />
      <AmountField
        label={t.settings.disk}
        hint={t.settings.diskHint(printBytes(ranges.diskLimitBytes.min))}
        defaultText={printBytes(defaults.diskLimitBytes)}
        value={value('diskLimitBytes')}
        onChange={(next) => put('diskLimitBytes', next)}
        range={ranges.diskLimitBytes}
        {...needOf('diskLimitBytes')}
        sliderMax={Math.max(DISK_SLIDER_MAX, ranges.diskLimitBytes.min)}
        step={DISK_STEP}
        perUnit={GIB}
        unit={t.settings.gib}
        {...(usage ? { inUse: formatBytes(usage.diskBytes) } : {})}
      />
      <p className={classes.needs} role="status">
        {dirty && (need ? t.settings.needsText[need] : t.settings.nextStart)}
      </p>
      <div className={classes.foot}>
        <Button
          variant="subtle"
          disabled={atDefaults || busy}
          onClick={() => {
            for (const key of KEYS) put(key, Math.max(defaults[key], ranges[key].min));
          }}
        >
          {t.settings.reset}
        </Button>
        <span className={classes.space} />
        <Button variant="default" disabled={!dirty || busy} onClick={() => setDraft({})}>
          {t.settings.undo}
        </Button>
        <Button type="submit" disabled={!dirty || !valid} loading={busy}>
          {need && need !== 'live' ? t.settings.applyRestart : t.settings.apply}
        </Button>
      </div>
    </form>
  );
}

/** Writes the settings and, where the machine runs, restarts it. */
function useApply(state: SettingsState, onApplied: () => void) {
  const connection = useConnection();
  const status = usePier(({ machine }) => machine.status);
  const [busy, setBusy] = useState(false);
  const restart = async () => {
    if (!status || !restartMachine.when(status)) return;
    setBusy(true);
    await restartMachine.perform(status, connection);
    setBusy(false);
  };
  const apply = async (draft: Partial<Resources>) => {
    setBusy(true);
    let next: SettingsState;
    try {
      next = await connection.client().settings.set(draft);
      onApplied();
      notifyDone('settings', t.settings.applied, state.running ? '' : t.settings.nextStart);
    } catch (thrown) {
      notifyError('settings', t.settings.couldNot, toAppError(thrown).toData());
      setBusy(false);
      return;
    }
    setBusy(false);
    // What should have followed at once and did not is told above; nothing is stopped for it unasked.
    if ((waitsFor(next, KEYS) ?? 'live') !== 'live') await restart();
  };
  return { busy, apply, restart };
}
