import { BuildPage } from '../builds/BuildPage.tsx';
import { ImagePage } from './ImagePage.tsx';
import { ImagesPage } from './ImagesPage.tsx';

/** The list, one image of it (`#/images/<id>/<tab>`), or a build (`#/images/build/<task>`). */
export function ImagesView({ parts: [id, tab] }: { parts: readonly string[] }) {
  if (id === undefined) return <ImagesPage />;
  if (id === 'build' && tab !== undefined) return <BuildPage key={tab} taskId={tab} />;
  return <ImagePage key={id} id={id} tab={tab} />;
}
