import { LogPanel } from '../logs/LogPanel.tsx';
import type { ContainerTabProps } from './tabs.tsx';

export function LogsTab({ container }: ContainerTabProps) {
  return <LogPanel id={container.id} name={container.name} place="tab" />;
}
