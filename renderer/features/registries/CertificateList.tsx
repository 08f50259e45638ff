import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { ErrorData } from '../../../shared/errors.ts';
import { Badge } from '../../components/Badge.tsx';
import { FormFailure } from '../../components/FormFailure.tsx';
import { t } from '../../i18n/index.ts';
import { useQuery } from '../../store/use-live.ts';
import { CertificateDialog } from './CertificateDialog.tsx';
import classes from './Registries.module.css';
import { RemoveButton } from './RemoveButton.tsx';

interface CertificateListProps {
  /** PEM texts by registry. */
  certificates: Readonly<Record<string, string>>;
  busy: boolean;
  onChange(certificates: Record<string, string>): Promise<ErrorData | undefined>;
}

/** Authorities that may sign a registry's certificate. */
export function CertificateList({ certificates, busy, onChange }: CertificateListProps) {
  const [isAdding, setAdding] = useState(false);
  const [failure, setFailure] = useState<ErrorData>();
  const heading = useId();
  const hosts = Object.keys(certificates).sort();
  const known = useQuery(
    (client, signal) => client.registries.certificates({}, { signal }),
    [JSON.stringify(certificates)],
  );
  const of = (host: string) => known.value?.filter((each) => each.host === host) ?? [];
  const remove = async (host: string) => {
    const { [host]: _, ...rest } = certificates;
    setFailure(await onChange(rest));
  };
  return (
    <section className={classes.card} aria-labelledby={heading}>
      <h2 id={heading} className={classes.cardTitle}>
        {t.trust.certificates}
      </h2>
      <p className={classes.note}>{t.trust.certificatesText}</p>
      <ul className={classes.entries} aria-labelledby={heading}>
        {hosts.map((host) => (
          <li key={host} className={classes.entry}>
            <div className={classes.certificate}>
              <span className={classes.mono}>{host}</span>
              {of(host).map(({ subject, validTo }) => (
                <span key={`${subject} ${validTo}`} className={classes.subject}>
                  {t.trust.certificate(subject, new Date(validTo).toLocaleDateString())}
                  {validTo < Date.now() && (
                    <Badge tone="warn" small>
                      {t.trust.expired}
                    </Badge>
                  )}
                </span>
              ))}
            </div>
            <RemoveButton name={host} disabled={busy} onClick={() => void remove(host)} />
          </li>
        ))}
      </ul>
      {hosts.length === 0 && <p className={classes.none}>{t.trust.noCertificates}</p>}
      <div className={classes.add}>
        <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
          {t.trust.addCertificate}
        </Button>
      </div>
      {failure && <FormFailure title={t.settings.couldNot} error={failure} />}
      {isAdding && (
        <CertificateDialog
          busy={busy}
          onAdd={(host, pem) => onChange({ ...certificates, [host]: pem })}
          onClose={() => setAdding(false)}
        />
      )}
    </section>
  );
}
