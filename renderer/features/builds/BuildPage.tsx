import { Button } from '@mantine/core';
import { IconHammer, IconHammerOff, IconInfoCircle, IconStack2, IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { BuildStep, BuildUpdate } from '../../../shared/contract/builds.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { hrefOf } from '../../app/location.ts';
import { Badge } from '../../components/Badge.tsx';
import { Banner } from '../../components/Banner.tsx';
import { DetailPage } from '../../components/detail-page/DetailPage.tsx';
import { formatElapsed, formatStepTime } from '../../components/format-duration.ts';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { useNow } from '../../components/use-now.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { useLive } from '../../store/use-live.ts';
import { openImageDialog } from '../images/image-dialogs.ts';
import type { LogLinesHandle } from '../logs/LogLines.tsx';
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
      subtitle={<Summary build={build} startedAt={task.startedAt} endedAt={task.endedAt} />}
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
      {source.builder.kind === 'classic' && (
        <Banner tone="warn" icon={IconInfoCircle} text={t.build.classic}>
          {t.build.classicText(source.builder.reason.message, source.builder.reason.hint)}
        </Banner>
      )}
      <Panes key={taskId} taskId={taskId} source={source} progress={progress} />
    </DetailPage>
  );
}

/** The Dockerfile and the output, which shows the step that is pointed at. */
function Panes({ taskId, source, progress }: { taskId: string; source: Source; progress: Progress }) {
  const { log, first } = useTaskOutput(taskId);
  const lines = useRef<LogLinesHandle>(null);
  const [current, setCurrent] = useState<number>();
  const show = (step: BuildStep) => {
    const line = Math.max(0, step.outputLine - first.current);
    setCurrent(line);
    lines.current?.reveal(line);
  };
  return (
    <div className={classes.columns}>
      <DockerfileView name={source.name} dockerfile={source.dockerfile} progress={progress} onShow={show} />
      <section className={classes.output}>
        <h3 className={classes.paneTitle}>{t.tasks.output}</h3>
        <LogView
          log={log}
          label={t.build.output}
          emptyText={t.build.noOutput}
          current={current}
          handle={lines}
        />
      </section>
    </div>
  );
}

interface SummaryProps {
  build: { source: Source; progress: Progress };
  startedAt: number;
  endedAt: number | undefined;
}

function Summary({ build, startedAt, endedAt }: SummaryProps) {
  const { steps, stepCount, warnings, warningsLeftOut } = build.progress;
  const begun = steps.filter(({ instruction }) => instruction);
  const cached = begun.filter(({ state }) => state === 'cached').length;
  const { builder } = build.source;
  const words = [
    ...(begun.length > 0 && stepCount !== undefined ? [t.build.stepCount(begun.length, stepCount)] : []),
    ...(cached > 0 ? [t.build.cached(cached)] : []),
    ...(warnings.length > 0 ? [t.build.warnings(warnings.length + warningsLeftOut)] : []),
    builder.kind === 'buildkit' ? t.build.buildkit(builder.version) : t.build.classic,
  ];
  return (
    <>
      {words.join(' · ')} ·{' '}
      {endedAt === undefined ? <Elapsed since={startedAt} /> : formatStepTime(endedAt - startedAt)}
    </>
  );
}

function Elapsed({ since }: { since: number }) {
  return formatElapsed(useNow() - since);
}
