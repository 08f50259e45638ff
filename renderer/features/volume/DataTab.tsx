import { useMemo } from 'react';
import { FileBrowser } from '../files/FileBrowser.tsx';
import type { VolumeTabProps } from './VolumePage.tsx';

/** The files that are stored. */
export function DataTab({ volume, exists }: VolumeTabProps) {
  const { name } = volume;
  const target = useMemo(() => ({ kind: 'volume' as const, name }), [name]);
  return <FileBrowser target={target} rootName={name} state="" exists={exists} />;
}
