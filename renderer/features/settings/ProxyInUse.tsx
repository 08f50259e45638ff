import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import type { SettingsState } from '../../../shared/contract/settings.ts';
import { copyToClipboard } from '../../commands/copy-to-clipboard.ts';
import { t } from '../../i18n/index.ts';
import { dockerCliProxies } from './docker-cli-proxies.ts';
import classes from './Settings.module.css';

/** What the settings lead to, as the machine has to name it. */
export function ProxyInUse({ state: { proxy } }: { state: SettingsState }) {
  if (!proxy.http && !proxy.https) {
    return <p className={classes.outcome}>{proxy.script ? t.proxy.script : t.proxy.noneInUse}</p>;
  }
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
      <DockerCommand proxy={proxy} />
    </>
  );
}

/** Containers that are made with the docker command take what its own file names. */
function DockerCommand({ proxy }: Pick<SettingsState, 'proxy'>) {
  const [copied, setCopied] = useState(false);
  const text = dockerCliProxies(proxy);
  const isMasked = [proxy.http, proxy.https].some((address) => address?.includes('***@'));
  return (
    <details className={classes.dockerCommand}>
      <summary>{t.proxy.dockerCommand}</summary>
      <p className={classes.dimmed}>
        {t.proxy.dockerCommandText} {isMasked && t.proxy.dockerCommandMasked}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys must be able to scroll it */}
      <pre tabIndex={0}>{text}</pre>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
        onClick={async () => setCopied(await copyToClipboard(text))}
      >
        {copied ? t.proxy.copied : t.proxy.copy}
      </Button>
    </details>
  );
}
