import type { PierHandlers } from '../../../../shared/contract/index.ts';
import type { EngineServices } from '../engine-handlers.ts';
import { LayerAnalyses } from './layer-analyses.ts';

/** The contract's image layers. */
export function layerHandlers({ engine, tasks }: EngineServices): PierHandlers['imageLayers'] {
  const analyses = new LayerAnalyses({ engine, tasks });
  return {
    analysis: ({ id }) => analyses.find(id),
    analyse: ({ id }, { signal }) => analyses.start(id, signal),
    files: ({ id, ...query }) => analyses.files(id, query),
  };
}
