import { Switch } from '@mantine/core';
import { IconAlertTriangle, IconBox, IconLayoutDashboard } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ExtensionAbility, ExtensionPermissions } from '../../../../shared/contract/extensions.ts';
import { formatBytes } from '../../../components/format-bytes.ts';
import { t } from '../../../i18n/index.ts';
import classes from './Abilities.module.css';
import {
  type AbilityLine,
  type ContainerAbility,
  describeContainer,
  sortAbilities,
} from './describe-ability.ts';

interface AbilityListProps {
  abilities: readonly ExtensionAbility[];
  permissions: ExtensionPermissions;
  disabled?: boolean;
  onChange(permissions: ExtensionPermissions): void;
}

/** What an extension may do, in words; what can be refused apart has a switch. */
export function AbilityList({ abilities, permissions, disabled = false, onChange }: AbilityListProps) {
  const { page, dockerCommands, containers, programs } = sortAbilities(abilities);
  const texts = t.abilities;
  const change = (key: keyof ExtensionPermissions, value: boolean) =>
    onChange({ ...permissions, [key]: value });
  if (abilities.length === 0) return <p className={classes.text}>{texts.none}</p>;
  return (
    <div className={classes.abilities}>
      {(dockerCommands || programs.length > 0) && (
        <section className={classes.group} aria-label={texts.switches}>
          <h3 className={classes.heading}>{texts.switches}</h3>
          {dockerCommands && (
            <Switch
              label={texts.dockerCommands}
              description={texts.dockerCommandsText}
              checked={permissions.dockerCommands}
              disabled={disabled}
              onChange={(event) => change('dockerCommands', event.currentTarget.checked)}
            />
          )}
          {programs.length > 0 && (
            <>
              <Switch
                label={texts.hostPrograms}
                description={texts.hostProgramsText}
                checked={permissions.hostPrograms}
                disabled={disabled}
                onChange={(event) => change('hostPrograms', event.currentTarget.checked)}
              />
              <ul className={classes.programs} aria-label={texts.programs}>
                {programs.map(({ name, sha256, sizeBytes }) => (
                  <li key={name}>
                    <span>{texts.program(name, formatBytes(sizeBytes))}</span>
                    <code className={classes.hash}>SHA-256 {sha256}</code>
                  </li>
                ))}
              </ul>
            </>
          )}
        </section>
      )}
      {(page || containers.length > 0) && (
        <section className={classes.group} aria-label={texts.fixed}>
          <h3 className={classes.heading}>{texts.fixed}</h3>
          {page && (
            <Fixed
              icon={<IconLayoutDashboard size={18} stroke={1.7} aria-hidden />}
              title={texts.page(page.title)}
            >
              <p className={classes.text}>{texts.pageText}</p>
            </Fixed>
          )}
          {containers.map((container) => (
            <Container key={container.service} container={container} />
          ))}
        </section>
      )}
    </div>
  );
}

function Fixed({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <div className={classes.fixed}>
      {icon}
      <div className={classes.words}>
        <strong>{title}</strong>
        {children}
      </div>
    </div>
  );
}

function Container({ container }: { container: ContainerAbility }) {
  const { service, image } = container;
  return (
    <Fixed icon={<IconBox size={18} stroke={1.7} aria-hidden />} title={t.abilities.container(service)}>
      <p className={classes.text}>{t.abilities.containerImage(image)}</p>
      <AbilityLines lines={describeContainer(container)} />
    </Fixed>
  );
}

export function AbilityLines({ lines }: { lines: readonly AbilityLine[] }) {
  return (
    <ul className={classes.lines}>
      {lines.map((line) => (
        <Line key={line.text} line={line} />
      ))}
    </ul>
  );
}

function Line({ line: { text, isDanger } }: { line: AbilityLine }) {
  return (
    <li data-danger={isDanger}>
      {isDanger && <IconAlertTriangle size={14} aria-label={t.abilities.danger} role="img" />}
      <span>{text}</span>
    </li>
  );
}
