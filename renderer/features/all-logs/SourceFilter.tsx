import { MultiSelect } from '@mantine/core';
import { IconBox } from '@tabler/icons-react';
import { useMemo } from 'react';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import classes from './AllLogs.module.css';

interface SourceFilterProps {
  containers: readonly string[];
  projects: readonly string[];
  onChange(chosen: { containers: string[]; projects: string[] }): void;
}

const PROJECT_LABEL = 'com.docker.compose.project';
const SERVICE_LABEL = 'com.docker.compose.service';
const CONTAINER = 'container ';
const PROJECT = 'project ';

/** Whose logs are shown: compose projects, their services and containers, by name. Those that are gone stay chosen until taken out. */
export function SourceFilter({ containers, projects, onChange }: SourceFilterProps) {
  const byId = usePier((state) => state.containers.byId);
  const data = useMemo(() => {
    const all = Object.values(byId).filter(({ isHidden }) => !isHidden);
    const known = all.flatMap(({ labels }) => labels[PROJECT_LABEL] ?? []);
    const services = all.flatMap(({ labels }) =>
      labels[PROJECT_LABEL] && labels[SERVICE_LABEL]
        ? `${labels[PROJECT_LABEL]}/${labels[SERVICE_LABEL]}`
        : [],
    );
    const chosenServices = projects.filter((name) => name.includes('/'));
    const chosenProjects = projects.filter((name) => !name.includes('/'));
    const options = (prefix: string, names: readonly string[]) =>
      [...new Set(names)]
        .sort((a, b) => a.localeCompare(b))
        .map((name) => ({ value: prefix + name, label: name }));
    return [
      { group: t.allLogs.projects, items: options(PROJECT, [...known, ...chosenProjects]) },
      { group: t.allLogs.services, items: options(PROJECT, [...services, ...chosenServices]) },
      {
        group: t.allLogs.containers,
        items: options(CONTAINER, [...all.map(({ name }) => name), ...containers]),
      },
    ].filter(({ items }) => items.length > 0);
  }, [byId, containers, projects]);
  const value = [...projects.map((name) => PROJECT + name), ...containers.map((name) => CONTAINER + name)];
  const namesOf = (chosen: string[], prefix: string) =>
    chosen.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length));
  return (
    <MultiSelect
      className={classes.filter}
      size="xs"
      data={data}
      value={value}
      onChange={(chosen) =>
        onChange({ containers: namesOf(chosen, CONTAINER), projects: namesOf(chosen, PROJECT) })
      }
      aria-label={t.allLogs.filter}
      placeholder={value.length === 0 ? t.allLogs.filterPlaceholder : ''}
      nothingFoundMessage={t.allLogs.noContainers}
      leftSection={<IconBox size={14} />}
      searchable
      clearable
      hidePickedOptions
      limit={100}
      comboboxProps={{ transitionProps: { duration: 80 } }}
      clearButtonProps={{ 'aria-label': t.allLogs.filterPlaceholder }}
    />
  );
}
