import { Checkbox, TextInput } from '@mantine/core';
import { t } from '../../i18n/index.ts';
import { Rows, type SectionProps } from './Rows.tsx';
import classes from './RunDialog.module.css';
import { TagsField } from './TagsField.tsx';

/** Those that people ask for; any other may be typed. Source: capabilities(7). */
const CAPABILITIES = [
  ...['ALL', 'AUDIT_CONTROL', 'AUDIT_WRITE', 'BPF', 'CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER'],
  ...['FSETID', 'IPC_LOCK', 'IPC_OWNER', 'KILL', 'LEASE', 'LINUX_IMMUTABLE', 'MKNOD', 'NET_ADMIN'],
  ...['NET_BIND_SERVICE', 'NET_BROADCAST', 'NET_RAW', 'PERFMON', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID'],
  ...['SYSLOG', 'SYS_ADMIN', 'SYS_BOOT', 'SYS_CHROOT', 'SYS_MODULE', 'SYS_NICE', 'SYS_PACCT', 'SYS_PTRACE'],
  ...['SYS_RAWIO', 'SYS_RESOURCE', 'SYS_TIME', 'SYS_TTY_CONFIG', 'WAKE_ALARM'],
];

/** What it may do to the machine it runs on. */
export function SecuritySection({ form }: SectionProps) {
  return (
    <>
      <Checkbox
        label={t.run.privileged}
        description={t.run.privilegedHint}
        {...form.getInputProps('privileged', { type: 'checkbox' })}
      />
      <Checkbox
        label={t.run.readOnlyRoot}
        description={t.run.readOnlyRootHint}
        {...form.getInputProps('readOnlyRoot', { type: 'checkbox' })}
      />
      <div className={classes.fields}>
        <TagsField
          label={t.run.capAdd}
          data={CAPABILITIES}
          maxDropdownHeight={180}
          {...form.getInputProps('capAdd')}
        />
        <TagsField
          label={t.run.capDrop}
          data={CAPABILITIES}
          maxDropdownHeight={180}
          {...form.getInputProps('capDrop')}
        />
      </div>
      <Rows
        form={form}
        area="devices"
        title={t.run.devices}
        add={t.run.addDevice}
        hint={t.run.devicesHint}
        nameOf={t.run.row.device}
        draw={(index, label) => (
          <>
            <TextInput
              className={classes.grow}
              aria-label={`${t.run.deviceHost}, ${label}`}
              placeholder={t.run.deviceHost}
              autoComplete="off"
              spellCheck={false}
              {...form.getInputProps(`devices.${index}.hostPath`)}
            />
            <span className={classes.arrow}>→</span>
            <TextInput
              className={classes.grow}
              aria-label={`${t.run.deviceContainer}, ${label}`}
              placeholder={t.run.deviceSame}
              autoComplete="off"
              spellCheck={false}
              {...form.getInputProps(`devices.${index}.containerPath`)}
            />
            <TextInput
              className={classes.protocol}
              aria-label={`${t.run.devicePermissions}, ${label}`}
              title={t.run.devicePermissionsHint}
              autoComplete="off"
              spellCheck={false}
              {...form.getInputProps(`devices.${index}.permissions`)}
            />
          </>
        )}
      />
    </>
  );
}
