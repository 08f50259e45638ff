import { useLiveList } from '../../store/use-live.ts';
import { ComposePage } from './ComposePage.tsx';
import { DownDialog } from './DownDialog.tsx';
import { ProjectPage } from './ProjectPage.tsx';
import { ScaleDialog } from './ScaleDialog.tsx';
import { UpDialog } from './UpDialog.tsx';

/** The projects, or one of them: `#/compose/<project>/<tab>`. Both look at one stream. */
export function ComposeView({ parts: [name, tab] }: { parts: readonly string[] }) {
  const list = useLiveList((client, signal) => client.compose.watch({}, { signal }), []);
  return (
    <>
      {name === undefined ? (
        <ComposePage list={list} />
      ) : (
        <ProjectPage key={name} list={list} name={name} tab={tab} />
      )}
      <UpDialog />
      <DownDialog projects={list.items} />
      <ScaleDialog />
    </>
  );
}
