import { ContainerPage } from '../container/ContainerPage.tsx';
import { ContainersPage } from './ContainersPage.tsx';

/** The list, or one container of it: `#/containers/<id>/<tab>`. */
export function ContainersView({ parts: [id, tab] }: { parts: readonly string[] }) {
  return id === undefined ? <ContainersPage /> : <ContainerPage id={id} tab={tab} />;
}
