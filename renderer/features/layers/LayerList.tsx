import type { ImageLayer } from '../../../shared/contract/image-layers.ts';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import { instructionText } from '../images/instruction-text.ts';
import classes from './Layers.module.css';

interface LayerListProps {
  layers: readonly ImageLayer[];
  wastedBytes: number;
  chosen: number | 'wasted';
  onChoose(chosen: number | 'wasted'): void;
}

/** The layers from the base on, with what each adds to the image. */
export function LayerList({ layers, wastedBytes, chosen, onChoose }: LayerListProps) {
  const largest = Math.max(1, ...layers.map(({ sizeBytes }) => sizeBytes));
  return (
    <nav className={classes.layers} aria-label={t.layers.list}>
      {layers.map((layer) => (
        <button
          key={layer.index}
          type="button"
          className={classes.layer}
          aria-current={chosen === layer.index}
          onClick={() => onChoose(layer.index)}
        >
          <span className={classes.layerHead}>
            <span className={classes.layerNumber}>{layer.index + 1}</span>
            <span className={classes.layerSize}>{formatBytes(layer.sizeBytes)}</span>
          </span>
          <code className={classes.instruction} title={layer.createdBy}>
            {instructionText(layer.createdBy) || t.layers.unknown}
          </code>
          <span
            className={classes.bar}
            style={{ width: `${Math.max(0.5, (layer.sizeBytes / largest) * 100)}%` }}
            aria-hidden
          />
          <Sums layer={layer} />
        </button>
      ))}
      <button
        type="button"
        className={classes.layer}
        aria-current={chosen === 'wasted'}
        onClick={() => onChoose('wasted')}
      >
        <span className={classes.layerHead}>
          <span>{t.layers.wastedTitle}</span>
          <span className={classes.layerSize}>{formatBytes(wastedBytes)}</span>
        </span>
      </button>
    </nav>
  );
}

function Sums({ layer }: { layer: ImageLayer }) {
  return (
    <span className={classes.changes}>
      {(['added', 'changed', 'removed'] as const).map(
        (change) =>
          layer[change] > 0 && (
            <span key={change} data-change={change}>
              {t.layers.sums[change](layer[change])}
            </span>
          ),
      )}
    </span>
  );
}
