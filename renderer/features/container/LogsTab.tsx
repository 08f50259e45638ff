import { LogTab } from '../logs/LogTab.tsx';
import type { ContainerTabProps } from './tabs.tsx';

export function LogsTab({ container }: ContainerTabProps) {
  return <LogTab id={container.id} name={container.name} />;
}
