import { useState } from 'react';
import type { ImageAnalysis } from '../../../shared/contract/image-layers.ts';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import { LayerFiles } from './LayerFiles.tsx';
import { LayerList } from './LayerList.tsx';
import classes from './Layers.module.css';
import { WastedFiles } from './WastedFiles.tsx';

/** The layers on one side, what the chosen one did on the other. */
export function LayerBrowser({ id, analysis }: { id: string; analysis: ImageAnalysis }) {
  const { layers, sizeBytes, wastedBytes, efficiency, fileCount } = analysis;
  // The newest is what a person has just built.
  const [chosen, choose] = useState<number | 'wasted'>(layers.length - 1);
  const layer = chosen === 'wasted' ? undefined : layers[chosen];
  return (
    <div className={classes.browser}>
      <dl className={classes.sums}>
        <Sum title={t.layers.total} value={formatBytes(sizeBytes)} />
        <Sum title={t.layers.count} value={String(fileCount)} />
        <Sum title={t.layers.wasted} value={formatBytes(wastedBytes)} bad={efficiency < 0.95} />
        <Sum
          title={t.layers.efficiency}
          value={`${(Math.floor(efficiency * 1000) / 10).toFixed(1)} %`}
          hint={t.layers.efficiencyHint}
          bad={efficiency < 0.95}
        />
      </dl>
      <div className={classes.panes}>
        <LayerList layers={layers} wastedBytes={wastedBytes} chosen={chosen} onChoose={choose} />
        {layer ? (
          <LayerFiles key={layer.index} id={id} layer={layer} />
        ) : (
          <WastedFiles wasted={analysis.wasted} />
        )}
      </div>
    </div>
  );
}

function Sum({ title, value, hint, bad }: { title: string; value: string; hint?: string; bad?: boolean }) {
  return (
    <div className={classes.sum} data-bad={bad ?? false} title={hint}>
      <dt>{title}</dt>
      <dd>{value}</dd>
    </div>
  );
}
