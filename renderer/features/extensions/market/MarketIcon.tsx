import type { CatalogueEntry } from '../../../../shared/contract/extension-catalogue.ts';
import type { Extension } from '../../../../shared/contract/extensions.ts';
import { ExtensionIcon } from '../ExtensionIcon.tsx';
import { usePictures } from './use-pictures.ts';

interface MarketIconProps {
  entry: Pick<CatalogueEntry, 'icon'> | undefined;
  installed: Pick<Extension, 'icon'> | undefined;
  size: number;
}

/** Its own picture where it is installed, else the one that its catalogue names; ours where neither can be had. */
export function MarketIcon({ entry, installed, size }: MarketIconProps) {
  const named = installed?.icon ? undefined : entry?.icon;
  const { loaded } = usePictures(named ? [named] : []);
  const icon = installed?.icon ?? (named && loaded.get(named));
  return <ExtensionIcon extension={icon ? { icon } : {}} size={size} />;
}
