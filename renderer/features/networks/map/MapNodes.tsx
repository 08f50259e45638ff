import { isActive } from '../../../../shared/model/container-actions.ts';
import { hrefOf } from '../../../app/location.ts';
import { t } from '../../../i18n/index.ts';
import { type MapContainer, type MapNetwork, SIZES } from './layout-map.ts';
import classes from './NetworkMap.module.css';

/** What an address takes at most, in pixels: fifteen characters of IPv4. */
const ADDRESS_WIDTH = 98;

interface NodeProps<N> {
  node: N;
  tabIndex: number;
  highlighted: boolean;
  /** Shown while what it has a line to is looked at. */
  address: string | undefined;
  onHover(id: string | undefined): void;
  onFocus(id: string | undefined): void;
}

export function ContainerNode({ node, address, ...place }: NodeProps<MapContainer>) {
  const { id, member, on, x, y } = node;
  const { width, height } = SIZES.container;
  const networks = on.map((each) => t.networkMap.on(each.name, each.address)).join(', ');
  const state = t.containers.states[member.state];
  const textWidth = width - 34 - (address === undefined ? 0 : ADDRESS_WIDTH);
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
      {/* Text of a drawing cannot end in dots. */}
      <foreignObject x={x + 26} y={y} width={textWidth} height={height} aria-hidden>
        <div className={classes.label}>
          <span>{member.name}</span>
        </div>
      </foreignObject>
      {address !== undefined && (
        <text
          className={classes.address}
          x={x + width - 8}
          y={y + height / 2 + 4}
          textAnchor="end"
          aria-hidden
        >
          {address}
        </text>
      )}
    </a>
  );
}

export function NetworkNode({ node, address, ...place }: NodeProps<MapNetwork>) {
  const { id, network, count, color, x, y } = node;
  const { width, height } = SIZES.network;
  const detail = [network.driver, network.subnets[0]?.subnet, network.internal && t.networks.internal]
    .filter(Boolean)
    .join(' · ');
  return (
    <a
      href={hrefOf(['networks', id])}
      className={`${classes.node} ${classes.network}`}
      aria-label={t.networkMap.network(network.name, detail, count)}
      data-color={color}
      {...nodeProps(id, place)}
    >
      <title>{`${network.name} · ${detail} · ${t.networkMap.containersOf(count)}`}</title>
      <rect x={x} y={y} width={width} height={height} rx={10} />
      <foreignObject x={x + 12} y={y} width={width - 20} height={height} aria-hidden>
        <div className={classes.label}>
          <span>{network.name}</span>{' '}
          <span className={address === undefined ? classes.detail : classes.address}>
            {address ?? detail}
          </span>
        </div>
      </foreignObject>
    </a>
  );
}

function nodeProps(
  id: string,
  { tabIndex, highlighted, onHover, onFocus }: Omit<NodeProps<unknown>, 'node' | 'address'>,
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
