import { useLiveList } from '../../store/use-live.ts';
import { useWhenGone } from '../../store/use-when-gone.ts';
import { ComposePage } from './ComposePage.tsx';
import { openComposeDialog } from './compose-dialogs.ts';
import { DownDialog } from './DownDialog.tsx';
import { ProjectPage } from './ProjectPage.tsx';

/** The projects, or one of them: `#/compose/<project>/<tab>`. Both look at one stream. */
export function ComposeView({ parts: [name, tab] }: { parts: readonly string[] }) {
  const list = useLiveList((client, signal) => client.compose.watch({}, { signal }), []);
  // A question about what is in the list goes with it, and does not come back unasked.
  useWhenGone(() => openComposeDialog({ down: undefined }));
  return (
    <>
      {name === undefined ? (
        <ComposePage list={list} />
      ) : (
        <ProjectPage key={name} list={list} name={name} tab={tab} />
      )}
      <DownDialog projects={list.items} />
    </>
  );
}
