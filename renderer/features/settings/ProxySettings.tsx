import { Button, Radio, TextInput } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { SettingsState, UserSettings } from '../../../shared/contract/settings.ts';
import { toAppError } from '../../../shared/errors.ts';
import { waitsFor } from '../../../shared/model/change-need.ts';
import { parseNoProxy, parseProxyUrl } from '../../../shared/model/proxy.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyDone, notifyError } from '../../commands/notify.ts';
import { Banner } from '../../components/Banner.tsx';
import { t } from '../../i18n/index.ts';
import { ProxyInUse } from './ProxyInUse.tsx';
import classes from './Settings.module.css';

const KEYS = ['proxyMode', 'httpProxy', 'httpsProxy', 'noProxy'] as const;
type Proxy = Pick<UserSettings, (typeof KEYS)[number]>;

const isAddress = (text: string) => text === '' || parseProxyUrl(text) !== undefined;

/** Through what the engine, containers and builds reach the network. The engine restarts for it, containers go on. */
export function ProxySettings({ state }: { state: SettingsState }) {
  const [draft, setDraft] = useState<Partial<Proxy>>({});
  const { busy, apply, restart } = useApply(() => setDraft({}));
  const value: Proxy = { ...state.settings, ...draft };
  const put = (change: Partial<Proxy>) => setDraft((before) => ({ ...before, ...change }));
  const changed = Object.fromEntries(
    KEYS.filter((key) => draft[key] !== undefined && draft[key] !== state.settings[key]).map((key) => [
      key,
      draft[key],
    ]),
  ) as Partial<Proxy>;
  const isDirty = Object.keys(changed).length > 0;
  const problems = {
    http: !isAddress(value.httpProxy),
    https: !isAddress(value.httpsProxy),
    no: parseNoProxy(value.noProxy) === undefined,
  };
  const isValid = value.proxyMode !== 'manual' || !Object.values(problems).some(Boolean);
  const runs = state.running !== undefined;
  const isWaiting = !isDirty && waitsFor(state, KEYS) === 'engine-restart';

  return (
    <form
      className={classes.card}
      aria-label={t.proxy.title}
      onSubmit={(event) => {
        event.preventDefault();
        if (isDirty && isValid && !busy) void apply(changed, runs);
      }}
    >
      <h2 className={classes.cardTitle}>{t.proxy.title}</h2>
      <p className={classes.dimmed}>{t.proxy.text}</p>
      {isWaiting && (
        <Banner
          tone="warn"
          icon={IconRefresh}
          text={t.proxy.waiting}
          action={
            <Button size="compact-sm" variant="default" loading={busy} onClick={() => void restart()}>
              {t.proxy.restart}
            </Button>
          }
        />
      )}
      <Radio.Group
        aria-label={t.proxy.title}
        value={value.proxyMode}
        onChange={(mode) => put({ proxyMode: mode as Proxy['proxyMode'] })}
      >
        <div className={classes.choices}>
          <Radio value="system" label={t.proxy.system} description={t.proxy.systemHint} />
          <Radio value="none" label={t.proxy.none} />
          <Radio value="manual" label={t.proxy.manual} />
        </div>
      </Radio.Group>
      {value.proxyMode === 'manual' && (
        <div className={classes.fields}>
          <TextInput
            label={t.proxy.http}
            placeholder="http://proxy.example:3128"
            {...textField(value.httpProxy, (httpProxy) => put({ httpProxy }))}
            error={problems.http && t.proxy.badAddress}
          />
          <TextInput
            label={t.proxy.https}
            placeholder="http://proxy.example:3128"
            {...textField(value.httpsProxy, (httpsProxy) => put({ httpsProxy }))}
            error={problems.https && t.proxy.badAddress}
          />
          <TextInput
            label={t.proxy.no}
            description={t.proxy.noHint}
            placeholder="example.com,.internal,10.0.0.0/8"
            {...textField(value.noProxy, (noProxy) => put({ noProxy }))}
            error={problems.no && t.proxy.badNames}
          />
        </div>
      )}
      {!isDirty && <ProxyInUse state={state} />}
      {isDirty && (
        <p className={classes.needs} role="status">
          {runs ? t.proxy.needs : t.settings.nextStart}
        </p>
      )}
      <div className={classes.foot}>
        <span className={classes.space} />
        <Button variant="default" disabled={!isDirty || busy} onClick={() => setDraft({})}>
          {t.settings.undo}
        </Button>
        <Button type="submit" disabled={!isDirty || !isValid} loading={busy}>
          {runs ? t.proxy.applyRestart : t.settings.apply}
        </Button>
      </div>
    </form>
  );
}

function textField(value: string, onChange: (value: string) => void) {
  return {
    value,
    autoComplete: 'off',
    spellCheck: false,
    onChange: (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
  };
}

/** Writes the settings and, where a machine runs, restarts its engine. */
function useApply(onApplied: () => void) {
  const connection = useConnection();
  const [busy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
    } catch (thrown) {
      notifyError('settings', t.settings.couldNot, toAppError(thrown).toData());
    }
    setBusy(false);
  };
  const restart = () =>
    attempt(async () => {
      await connection.client().machine.restartEngine({});
      notifyDone('settings', t.proxy.restarted, t.proxy.restartedText);
    });
  return {
    busy,
    restart,
    apply: (changed: Partial<Proxy>, runs: boolean) =>
      attempt(async () => {
        const next = await connection.client().settings.set(changed);
        onApplied();
        if (runs && waitsFor(next, KEYS) === 'engine-restart') await restart();
        else notifyDone('settings', t.settings.applied, '');
      }),
  };
}
