import { Button } from '@mantine/core';
import { IconHammer, IconHammerOff, IconStack2, IconX } from '@tabler/icons-react';
import type { BuildUpdate } from '../../../shared/contract/builds.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { hrefOf } from '../../app/location.ts';
import { Badge } from '../../components/Badge.tsx';
import { DetailPage } from '../../components/detail-page/DetailPage.tsx';
import { formatElapsed, formatStepTime } from '../../components/format-duration.ts';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { useNow } from '../../components/use-now.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { useLive } from '../../store/use-live.ts';
import { openImageDialog } from '../images/image-dialogs.ts';
import { LogView } from '../logs/LogView.tsx';
import { cancelTask } from '../tasks/start-task.ts';
import { TaskProgress } from '../tasks/TaskProgress.tsx';
import { useTaskOutput } from '../tasks/use-task-output.ts';
import classes from './Build.module.css';
import { DockerfileView } from './DockerfileView.tsx';

const TONES = { running: 'busy', done: 'ok', failed: 'bad', cancelled: 'idle' } as const;

type Source = Extract<BuildUpdate, { kind: 'source' }>;
type Progress = Extract<BuildUpdate, { kind: 'progress' }>;

/** One build: its Dockerfile with the state of each step, and its output beside it. */
export function BuildPage({ taskId }: { taskId: string }) {
  const connection = useConnection();
  const task = usePier((state) => state.tasks.byId[taskId]);
  const { value: build, status } = useLive(
    async function* (client, signal) {
      let source: Source | undefined;
      for await (const update of client.builds.watch({ taskId }, { signal })) {
        if (update.kind === 'source') source = update;
        else if (source) yield { source, progress: update };
      }
    },
    [taskId],
  );
  if (!build || !task) {
    if (status !== 'failed') return <LoadingRows label={t.build.loading} />;
    return (
      <Message
        icon={IconHammerOff}
        title={t.build.gone}
        text={t.build.goneText}
        actions={
          <Button component="a" href={hrefOf(['images'])} variant="default">
            {t.build.toImages}
          </Button>
        }
      />
    );
  }
  const { source, progress } = build;
  const imageId = task.result?.imageId;
  return (
    <DetailPage
      back={{ title: t.images.title, href: hrefOf(['images']) }}
      title={t.build.title(task.subject)}
      subtitle={<Summary progress={progress} startedAt={task.startedAt} endedAt={task.endedAt} />}
      badge={
        <Badge tone={TONES[task.state]} data-testid="build-state">
          {t.build.states[task.state]}
        </Badge>
      }
      actions={
        task.state === 'running' ? (
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconX size={15} />}
            onClick={() => void cancelTask(connection, taskId)}
          >
            {t.build.cancel}
          </Button>
        ) : (
          <>
            {imageId && (
              <Button
                component="a"
                href={hrefOf(['images', imageId])}
                variant="default"
                size="compact-md"
                leftSection={<IconStack2 size={15} />}
              >
                {t.build.openImage}
              </Button>
            )}
            <Button
              size="compact-md"
              leftSection={<IconHammer size={15} />}
              onClick={() => openImageDialog({ kind: 'build' })}
            >
              {t.build.again}
            </Button>
          </>
        )
      }
      tabs={[]}
      current=""
    >
      {task.state === 'running' && (
        <div className={classes.progress}>
          <TaskProgress task={task} />
        </div>
      )}
      <div className={classes.columns}>
        <DockerfileView
          name={source.name}
          dockerfile={source.dockerfile}
          steps={progress.steps}
          failure={progress.failure}
        />
        <Output taskId={taskId} />
      </div>
    </DetailPage>
  );
}

function Summary({
  progress,
  startedAt,
  endedAt,
}: {
  progress: Progress;
  startedAt: number;
  endedAt: number | undefined;
}) {
  const { steps, stepCount } = progress;
  const number = steps.at(-1)?.number;
  return (
    <>
      {number !== undefined && stepCount !== undefined && `${t.build.stepCount(number, stepCount)} · `}
      {endedAt === undefined ? <Elapsed since={startedAt} /> : formatStepTime(endedAt - startedAt)}
    </>
  );
}

function Elapsed({ since }: { since: number }) {
  return formatElapsed(useNow() - since);
}

function Output({ taskId }: { taskId: string }) {
  const log = useTaskOutput(taskId);
  return (
    <section className={classes.output}>
      <h3 className={classes.paneTitle}>{t.tasks.output}</h3>
      <LogView log={log} label={t.build.output} timestamps={false} emptyText={t.build.noOutput} />
    </section>
  );
}
