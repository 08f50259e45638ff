import { Tooltip } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import { type PortLink, portLinks } from '../../../shared/model/port-links.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import classes from './PortLinks.module.css';

const SHOWN = 2;

/** A container's ports, as links where they lead somewhere; the rest of a long list in a tooltip. */
export function PortLinks({ container, tabIndex }: { container: ContainerSummary; tabIndex: number }) {
  const published = usePier((state) => state.ports.published);
  const forwards = usePier((state) => state.ports.byContainer[container.id]);
  const links = portLinks(container.ports, published, forwards);
  const fits = links.length <= SHOWN ? SHOWN : 1;
  const rest = links.slice(fits);
  return (
    <span className={classes.ports}>
      {links.slice(0, fits).map((port) => (
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

function Port({ port, tabIndex }: { port: PortLink; tabIndex: number }) {
  if (port.error) return <FailedPort text={port.text} error={port.error} tabIndex={tabIndex} />;
  // A link that leads nowhere is worse than none.
  if (port.state !== 'open' || !port.url) {
    return (
      <span className={classes.closed} title={port.state === 'open' ? undefined : notes[port.state]}>
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

const notes: Partial<Record<PortLink['state'], string>> = {
  exposed: t.containers.notPublished,
  opening: t.containers.portOpening,
  elsewhere: t.containers.portElsewhere,
};

/** Can be reached with the keyboard: its reason is in no other place. */
function FailedPort({
  text,
  error,
  tabIndex,
}: {
  text: string;
  error: NonNullable<PortLink['error']>;
  tabIndex: number;
}) {
  const reason = `${error.message} ${error.hint}`;
  return (
    <Tooltip label={reason} multiline w={360} events={{ hover: true, focus: true, touch: true }}>
      <button
        type="button"
        className={classes.failed}
        tabIndex={tabIndex}
        aria-label={t.containers.portFailed(text, reason)}
      >
        <IconAlertTriangle size={14} aria-hidden />
        {text}
      </button>
    </Tooltip>
  );
}
