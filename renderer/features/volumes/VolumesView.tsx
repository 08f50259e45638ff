import { VolumePage } from '../volume/VolumePage.tsx';
import { VolumesPage } from './VolumesPage.tsx';

/** The list, or one volume of it: `#/volumes/<name>/<tab>`. */
export function VolumesView({ parts: [name, tab] }: { parts: readonly string[] }) {
  return name === undefined ? <VolumesPage /> : <VolumePage name={name} tab={tab} />;
}
