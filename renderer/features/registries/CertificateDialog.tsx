import { Button, FileButton, Textarea, TextInput } from '@mantine/core';
import { IconFileCertificate } from '@tabler/icons-react';
import { useState } from 'react';
import type { ErrorData } from '../../../shared/errors.ts';
import {
  CERTIFICATE_LIMIT,
  isCertificateText,
  parseRegistryHost,
} from '../../../shared/model/engine-registries.ts';
import { FormFailure } from '../../components/FormFailure.tsx';
import { FormButtons, FormModal } from '../../components/FormModal.tsx';
import { t } from '../../i18n/index.ts';
import classes from './Registries.module.css';

interface CertificateDialogProps {
  busy: boolean;
  onAdd(host: string, pem: string): Promise<ErrorData | undefined>;
  onClose(): void;
}

/** The certificate of an authority for one registry: pasted, or read from a file. */
export function CertificateDialog({ busy, onAdd, onClose }: CertificateDialogProps) {
  const [address, setAddress] = useState('');
  const [pem, setPem] = useState('');
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<ErrorData>();
  const host = parseRegistryHost(address);
  const isPem = isCertificateText(pem);
  const submit = async () => {
    setTried(true);
    if (host === undefined || !isPem || busy) return;
    const error = await onAdd(host, pem);
    if (error) setFailure(error);
    else onClose();
  };
  const read = async (file: File | null) => {
    // One that is larger is no certificate: not read at all.
    if (file) setPem(file.size > CERTIFICATE_LIMIT ? '' : await file.text());
    if (file && file.size > CERTIFICATE_LIMIT) setTried(true);
  };
  return (
    <FormModal title={t.trust.addTitle} size="lg" onClose={onClose} onSubmit={() => void submit()}>
      <TextInput
        data-autofocus
        label={t.trust.registry}
        placeholder="registry.example:5000"
        autoComplete="off"
        spellCheck={false}
        value={address}
        error={tried && host === undefined && t.trust.badHost}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <Textarea
        label={t.trust.pem}
        description={t.trust.pemHint}
        placeholder="-----BEGIN CERTIFICATE-----"
        classNames={{ input: classes.pem ?? '' }}
        rows={8}
        autoComplete="off"
        spellCheck={false}
        value={pem}
        error={tried && !isPem && t.trust.badPem}
        onChange={(event) => setPem(event.currentTarget.value)}
      />
      <div>
        <FileButton accept=".crt,.pem,.cer,application/x-x509-ca-cert" onChange={(file) => void read(file)}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              size="compact-sm"
              leftSection={<IconFileCertificate size={15} />}
            >
              {t.trust.fromFile}
            </Button>
          )}
        </FileButton>
      </div>
      {failure && <FormFailure title={t.settings.couldNot} error={failure} />}
      <FormButtons submit={t.trust.add} busy={busy} onCancel={onClose} />
    </FormModal>
  );
}
