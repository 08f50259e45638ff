import type { SettingsState } from '../../../shared/contract/settings.ts';
import { t } from '../../i18n/index.ts';
import classes from './Settings.module.css';

/** What the settings lead to, as the machine has to name it. */
export function ProxyInUse({ state: { proxy } }: { state: SettingsState }) {
  if (!proxy.http && !proxy.https) return <p className={classes.outcome}>{t.proxy.noneInUse}</p>;
  return (
    <>
      <dl className={classes.facts}>
        {proxy.http && (
          <>
            <dt>HTTP</dt>
            <dd>{proxy.http}</dd>
          </>
        )}
        {proxy.https && (
          <>
            <dt>HTTPS</dt>
            <dd>{proxy.https}</dd>
          </>
        )}
        <dt>{t.proxy.without}</dt>
        <dd>{proxy.noProxy.replaceAll(',', ', ')}</dd>
      </dl>
      {proxy.rewritten && <p className={classes.dimmed}>{t.proxy.rewritten}</p>}
    </>
  );
}
