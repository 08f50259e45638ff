import { ActionIcon, Button, Checkbox } from '@mantine/core';
import { IconTopologyStar3, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { NetworkSummary } from '../../../../shared/contract/networks.ts';
import { isActive } from '../../../../shared/model/container-actions.ts';
import { Message } from '../../../components/Message.tsx';
import { t } from '../../../i18n/index.ts';
import { layoutNetworkMap, type MapLink, type NetworkMapLayout } from './layout-map.ts';
import { ContainerNode, NetworkNode } from './MapNodes.tsx';
import { nodeAfter, nodeColumns, related } from './map-keys.ts';
import classes from './NetworkMap.module.css';
import { type MapZoom, useMapZoom } from './use-map-zoom.ts';

/** Which container is on which network, as a picture. */
export function NetworkMap({ networks }: { networks: readonly NetworkSummary[] }) {
  const [stopped, setStopped] = useState(true);
  const [unused, setUnused] = useState(false);
  const shown = useMemo(() => chooseNetworks(networks, { stopped, unused }), [networks, stopped, unused]);
  const layout = useMemo(() => layoutNetworkMap(shown), [shown]);
  const scroller = useRef<HTMLDivElement>(null);
  const zoom = useMapZoom(scroller, layout);
  const empty = networks.filter(({ containers }) => containers.length === 0).length;
  return (
    <section className={classes.frame} aria-label={t.networkMap.label}>
      <div className={classes.bar}>
        <Checkbox
          size="xs"
          label={t.networkMap.stopped}
          checked={stopped}
          onChange={(event) => setStopped(event.currentTarget.checked)}
        />
        <Checkbox
          size="xs"
          label={t.networkMap.unused(empty)}
          disabled={empty === 0}
          checked={unused}
          onChange={(event) => setUnused(event.currentTarget.checked)}
        />
        <span className={classes.help} title={t.networkMap.help}>
          {t.networkMap.help}
        </span>
        <ZoomButtons zoom={zoom} />
      </div>
      <div
        ref={scroller}
        className={classes.scroller}
        data-panning={zoom.panning}
        onPointerDown={zoom.onPointerDown}
      >
        {layout.networks.length === 0 ? (
          <Message icon={IconTopologyStar3} title={t.networkMap.emptyTitle} text={t.networkMap.emptyText} />
        ) : (
          <Drawing layout={layout} zoom={zoom.zoom} />
        )}
      </div>
      <MapAsText networks={shown} />
    </section>
  );
}

/** Without what a person does not want to see. */
function chooseNetworks(
  networks: readonly NetworkSummary[],
  { stopped, unused }: { stopped: boolean; unused: boolean },
): NetworkSummary[] {
  return networks
    .map((network) => ({
      ...network,
      containers: stopped ? network.containers : network.containers.filter(({ state }) => isActive(state)),
    }))
    .filter(({ containers }) => unused || containers.length > 0);
}

function ZoomButtons({ zoom: { zoom, zoomBy, fit } }: { zoom: MapZoom }) {
  return (
    <div className={classes.zoom}>
      <ActionIcon variant="subtle" color="gray" aria-label={t.networkMap.zoomOut} onClick={() => zoomBy(-1)}>
        <IconZoomOut size={17} stroke={1.8} />
      </ActionIcon>
      <span className={classes.percent} role="status" aria-label={t.networkMap.zoom(Math.round(zoom * 100))}>
        {Math.round(zoom * 100)} %
      </span>
      <ActionIcon variant="subtle" color="gray" aria-label={t.networkMap.zoomIn} onClick={() => zoomBy(1)}>
        <IconZoomIn size={17} stroke={1.8} />
      </ActionIcon>
      <Button size="compact-xs" variant="default" onClick={fit}>
        {t.networkMap.fit}
      </Button>
    </div>
  );
}

function Drawing({ layout, zoom }: { layout: NetworkMapLayout; zoom: number }) {
  const { width, height, containers, networks, links } = layout;
  const [hovered, setHovered] = useState<string>();
  const [focused, setFocused] = useState<string>();
  const [active, setActive] = useState<string>();
  const drawing = useRef<SVGSVGElement>(null);
  const looked = hovered ?? focused;
  const lit = useMemo(() => related(layout, looked), [layout, looked]);
  const addresses = useMemo(() => addressesOf(layout, looked), [layout, looked]);
  const columns = useMemo(() => nodeColumns(layout), [layout]);
  const nodes = columns.flat();
  // One node is in the tab order: the one that had the focus last, where it is still there.
  const inOrder = nodes.some(({ id }) => id === active) ? active : nodes[0]?.id;

  const onKeyDown = (event: KeyboardEvent) => {
    if (inOrder === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = nodeAfter(columns, inOrder, event.key);
    if (!/^(Arrow|Home|End)/.test(event.key)) return;
    event.preventDefault();
    if (next) drawing.current?.querySelector<SVGAElement>(`[data-node="${CSS.escape(next.id)}"]`)?.focus();
  };
  const place = (id: string) => ({
    tabIndex: id === inOrder ? 0 : -1,
    highlighted: lit.has(id),
    address: addresses.get(id),
    onHover: setHovered,
    onFocus: (each: string | undefined) => {
      setFocused(each);
      if (each !== undefined) setActive(each);
    },
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing whose parts take the focus
    <svg
      ref={drawing}
      role="group"
      aria-label={t.networkMap.label}
      className={classes.map}
      data-looking={looked !== undefined}
      width={width * zoom}
      height={height * zoom}
      viewBox={`0 0 ${width} ${height}`}
      onKeyDown={onKeyDown}
    >
      <g aria-hidden>
        {links.map((link) => (
          <path
            key={link.id}
            d={link.path}
            className={classes.link}
            data-color={link.color}
            data-active={link.active}
            data-highlighted={isLit(link, looked)}
          />
        ))}
      </g>
      {networks.map((node) => (
        <NetworkNode key={node.id} node={node} {...place(node.id)} />
      ))}
      {containers.map((node) => (
        <ContainerNode key={node.id} node={node} {...place(node.id)} />
      ))}
    </svg>
  );
}

function isLit({ container, network }: MapLink, looked: string | undefined): boolean {
  return looked !== undefined && (container === looked || network === looked);
}

/** The addresses of what is looked at, by the ids of the nodes they are shown in: its containers, or its networks. */
function addressesOf(
  { containers }: NetworkMapLayout,
  looked: string | undefined,
): ReadonlyMap<string, string> {
  const addresses = new Map<string, string>();
  if (looked === undefined) return addresses;
  for (const { id, on } of containers) {
    for (const { network, address } of on) {
      if (address === undefined) continue;
      if (network === looked) addresses.set(id, address);
      if (id === looked) addresses.set(network, address);
    }
  }
  return addresses;
}

/** The same for who cannot see it. */
function MapAsText({ networks }: { networks: readonly NetworkSummary[] }) {
  return (
    <ul className={classes.srOnly} aria-label={t.networkMap.text}>
      {networks.map(({ id, name, containers }) => (
        <li key={id}>
          {name}:{' '}
          {containers.map((member) => t.networkMap.on(member.name, member.ipv4 ?? member.ipv6)).join(', ') ||
            t.networkMap.nothingOn}
        </li>
      ))}
    </ul>
  );
}
