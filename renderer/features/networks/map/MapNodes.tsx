import { hrefOf } from '../../../app/location.ts';
import { t } from '../../../i18n/index.ts';
import { isActive } from '../../containers/container-list.ts';
import { type MapContainer, type MapNetwork, SIZES } from './layout-map.ts';
import classes from './NetworkMap.module.css';

/** Characters that fit at their font's mean width. */
const CONTAINER_CHARACTERS = 25;
const NETWORK_CHARACTERS = 26;

interface NodeProps<N> {
  node: N;
  tabIndex: number;
  highlighted: boolean;
  onHover(id: string | undefined): void;
  onFocus(id: string | undefined): void;
}

export function ContainerNode({ node, ...place }: NodeProps<MapContainer>) {
  const { id, member, on, x, y } = node;
  const { width, height } = SIZES.container;
  const networks = on.map(({ name, address }) => t.networkMap.on(name, address)).join(', ');
  const state = t.containers.states[member.state];
  return (
    <a
      href={hrefOf(['containers', id])}
      className={`${classes.node} ${classes.container}`}
      aria-label={t.networkMap.container(member.name, state, networks)}
      data-state={member.state}
      data-stopped={!isActive(member.state)}
      {...nodeProps(id, place)}
    >
      <title>{`${member.name} · ${member.image} · ${state}`}</title>
      <rect x={x} y={y} width={width} height={height} rx={7} />
      <circle cx={x + 14} cy={y + height / 2} r={4} />
      <text x={x + 26} y={y + height / 2 + 4.5}>
        {shorten(member.name, CONTAINER_CHARACTERS)}
      </text>
    </a>
  );
}

export function NetworkNode({ node, ...place }: NodeProps<MapNetwork>) {
  const { id, network, count, color, x, y } = node;
  const { width, height } = SIZES.network;
  const detail = [network.driver, network.subnets[0]?.subnet, network.internal && t.networks.internal]
    .filter(Boolean)
    .join(' · ');
  return (
    <a
      href={hrefOf(['networks', id])}
      className={`${classes.node} ${classes.network}`}
      aria-label={t.networkMap.network(network.name, network.driver, count)}
      data-color={color}
      {...nodeProps(id, place)}
    >
      <title>{`${network.name} · ${detail} · ${t.networkMap.containersOf(count)}`}</title>
      <rect x={x} y={y} width={width} height={height} rx={10} />
      <text x={x + 12} y={y + 19}>
        {shorten(network.name, NETWORK_CHARACTERS)}
      </text>
      <text x={x + 12} y={y + 35} className={classes.detail}>
        {shorten(detail, NETWORK_CHARACTERS + 4)}
      </text>
    </a>
  );
}

function nodeProps(
  id: string,
  { tabIndex, highlighted, onHover, onFocus }: Omit<NodeProps<unknown>, 'node'>,
) {
  return {
    'data-node': id,
    'data-highlighted': highlighted,
    tabIndex,
    onMouseEnter: () => onHover(id),
    onMouseLeave: () => onHover(undefined),
    onFocus: () => onFocus(id),
    onBlur: () => onFocus(undefined),
    draggable: false,
  };
}

function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
