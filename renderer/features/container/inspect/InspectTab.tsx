import { JsonTree } from '../../../components/json-tree/JsonTree.tsx';
import { t } from '../../../i18n/index.ts';
import type { ContainerTabProps } from '../tabs.tsx';
import { InspectFrame } from './InspectFrame.tsx';
import { useInspect } from './use-inspect.ts';

export function InspectTab({ container, exists }: ContainerTabProps) {
  const query = useInspect(container, exists);
  return (
    <InspectFrame query={query} exists={exists}>
      {(value) => <JsonTree value={value} label={t.inspect.label(container.name)} />}
    </InspectFrame>
  );
}
