import { IconPuzzle } from '@tabler/icons-react';
import { useState } from 'react';
import type { Extension } from '../../../shared/contract/extensions.ts';

/** The picture that an extension brought along; ours where it has none that can be shown. */
export function ExtensionIcon({ extension, size }: { extension: Pick<Extension, 'icon'>; size: number }) {
  const [broken, setBroken] = useState<string>();
  const { icon } = extension;
  if (!icon || icon === broken) return <IconPuzzle size={size} stroke={1.7} aria-hidden />;
  return <img src={icon} width={size} height={size} alt="" onError={() => setBroken(icon)} />;
}
