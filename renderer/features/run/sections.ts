import {
  type Icon,
  IconBox,
  IconGauge,
  IconHeartbeat,
  IconNetwork,
  IconShieldLock,
  IconTags,
  IconTerminal2,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { t } from '../../i18n/index.ts';
import { GeneralSection } from './GeneralSection.tsx';
import { HealthSection } from './HealthSection.tsx';
import { LabelsSection } from './LabelsSection.tsx';
import { NetworkSection } from './NetworkSection.tsx';
import { ProcessSection } from './ProcessSection.tsx';
import { ResourcesSection } from './ResourcesSection.tsx';
import type { SectionProps } from './Rows.tsx';
import type { FormErrors } from './read-run-form.ts';
import { emptyRunForm, filledRows, ROW_AREAS, type RowArea, type RunForm } from './run-form.ts';
import { SecuritySection } from './SecuritySection.tsx';

/** A part of the form that is shown alone. */
export interface FormSection {
  id: string;
  title: string;
  icon: Icon;
  fields: readonly (keyof RunForm)[];
  View: ComponentType<SectionProps>;
}

const titles = t.run.sections;

/** The first has what nearly every container needs. Each field is in one of them. */
export const sections: readonly [FormSection, ...FormSection[]] = [
  {
    id: 'general',
    title: titles.general,
    icon: IconBox,
    fields: ['image', 'name', 'command', 'ports', 'env', 'volumes'],
    View: GeneralSection,
  },
  {
    id: 'network',
    title: titles.network,
    icon: IconNetwork,
    fields: ['networks', 'hostname', 'publishAll'],
    View: NetworkSection,
  },
  {
    id: 'resources',
    title: titles.resources,
    icon: IconGauge,
    fields: ['restart', 'retries', 'autoRemove', 'cpus', 'memory'],
    View: ResourcesSection,
  },
  {
    id: 'process',
    title: titles.process,
    icon: IconTerminal2,
    fields: ['entrypoint', 'user', 'workingDir', 'tty', 'openStdin', 'init'],
    View: ProcessSection,
  },
  {
    id: 'security',
    title: titles.security,
    icon: IconShieldLock,
    fields: ['privileged', 'readOnlyRoot', 'capAdd', 'capDrop', 'devices'],
    View: SecuritySection,
  },
  {
    id: 'health',
    title: titles.health,
    icon: IconHeartbeat,
    fields: ['health'],
    View: HealthSection,
  },
  {
    id: 'labels',
    title: titles.labels,
    icon: IconTags,
    fields: ['labels'],
    View: LabelsSection,
  },
];

/** True where a field of the section differs from an empty form. */
export function hasSettings(section: FormSection, form: RunForm): boolean {
  return section.fields.some((field) =>
    ROW_AREAS.includes(field as RowArea)
      ? filledRows(form, field as RowArea).length > 0
      : JSON.stringify(form[field]) !== JSON.stringify(emptyRunForm[field]),
  );
}

/** How many fields of the section have a problem. */
export function countProblems(section: FormSection, errors: Readonly<FormErrors>): number {
  return Object.keys(errors).filter((path) => section.fields.includes(path.split('.')[0] as keyof RunForm))
    .length;
}
