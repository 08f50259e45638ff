import { IconAlertTriangle, IconServerOff } from '@tabler/icons-react';
import { useState } from 'react';
import type { UserSettings } from '../../../shared/contract/settings.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { parseInsecureRegistry, parseMirror } from '../../../shared/model/engine-registries.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyDone } from '../../commands/notify.ts';
import { Banner } from '../../components/Banner.tsx';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { useLive } from '../../store/use-live.ts';
import { CertificateList } from './CertificateList.tsx';
import { ListSetting } from './ListSetting.tsx';
import classes from './Registries.module.css';

/** What the engine is told of registries, and what Pier heeds itself. Holds at once. */
export function TrustSettings() {
  const live = useLive((client, signal) => client.settings.watch({}, { signal }), []);
  const { change, busy } = useChange();
  if (!live.value) {
    if (live.status !== 'failed') return <LoadingRows label={t.trust.loading} />;
    const text = `${live.error?.message ?? ''} ${live.error?.hint ?? ''}`;
    return <Message icon={IconAlertTriangle} tone="bad" title={t.settings.failedTitle} text={text} />;
  }
  const { settings, hasMachine } = live.value;
  return (
    <div className={classes.trust}>
      {!hasMachine && <Banner tone="warn" icon={IconServerOff} text={t.trust.foreign} />}
      <ListSetting
        title={t.trust.mirrors}
        text={t.trust.mirrorsText}
        none={t.trust.noMirrors}
        field={t.trust.mirror}
        placeholder="https://mirror.example"
        values={settings.registryMirrors}
        parse={parseMirror}
        bad={t.trust.badMirror}
        busy={busy}
        onChange={(registryMirrors) => change({ registryMirrors })}
      />
      <ListSetting
        title={t.trust.insecure}
        text={t.trust.insecureText}
        none={t.trust.noInsecure}
        field={t.trust.registry}
        placeholder="registry.example:5000"
        values={settings.insecureRegistries}
        parse={parseInsecureRegistry}
        bad={t.trust.badRegistry}
        busy={busy}
        onChange={(insecureRegistries) => change({ insecureRegistries })}
      />
      <CertificateList
        certificates={settings.registryCertificates}
        busy={busy}
        onChange={(registryCertificates) => change({ registryCertificates })}
      />
    </div>
  );
}

/** Resolves with why it could not be done. */
function useChange() {
  const connection = useConnection();
  const [busy, setBusy] = useState(false);
  const change = async (values: Partial<UserSettings>): Promise<ErrorData | undefined> => {
    setBusy(true);
    try {
      await connection.client().settings.set(values);
      notifyDone('trust', t.trust.done);
      return undefined;
    } catch (thrown) {
      return toAppError(thrown).toData();
    } finally {
      setBusy(false);
    }
  };
  return { change, busy };
}
