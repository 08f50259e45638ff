import { Tooltip } from '@mantine/core';
import type { PublishedPort } from '../../../shared/contract/containers.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { type ShownPort, shownPorts } from './container-list.ts';
import classes from './PortLinks.module.css';

const SHOWN = 2;

/** Published ports as links; the rest of a long list in a tooltip. */
export function PortLinks({ ports, tabIndex }: { ports: readonly PublishedPort[]; tabIndex: number }) {
  const shown = shownPorts(ports);
  const fits = shown.length <= SHOWN ? SHOWN : 1;
  const rest = shown.slice(fits);
  return (
    <span className={classes.ports}>
      {shown.slice(0, fits).map((port) => (
        <Port key={port.key} port={port} tabIndex={tabIndex} />
      ))}
      {rest.length > 0 && (
        <Tooltip label={rest.map((port) => port.text).join(', ')}>
          <span className={classes.more}>{t.containers.morePorts(rest.length)}</span>
        </Tooltip>
      )}
    </span>
  );
}

function Port({ port, tabIndex }: { port: ShownPort; tabIndex: number }) {
  // A link that leads nowhere is worse than none: a machine's ports are not forwarded to this computer.
  const inMachine = usePier((state) => state.machine.status?.info.hasMachine ?? false);
  if (!port.url || inMachine) {
    return (
      <span
        className={classes.closed}
        title={port.url ? t.containers.insideMachine : t.containers.notPublished}
      >
        {port.text}
      </span>
    );
  }
  return (
    <a
      href={port.url}
      target="_blank"
      rel="noreferrer"
      tabIndex={tabIndex}
      title={t.containers.open(port.url)}
    >
      {port.text}
    </a>
  );
}
