import { Button } from '@mantine/core';
import { IconAlertTriangle, IconDownload } from '@tabler/icons-react';
import { Fragment } from 'react';
import type { DockerCliState } from '../../../shared/contract/docker-cli.ts';
import { Badge } from '../../components/Badge.tsx';
import { CopyableCode } from '../../components/CopyableCode.tsx';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import classes from '../settings/Settings.module.css';
import { useDockerCli, useDockerCliChange } from './use-docker-cli.ts';

/** Which engine the docker command of this computer uses, its programs, and its plugin of Pier. */
export function DockerCliSettings() {
  const live = useDockerCli();
  if (!live.value) {
    return live.status === 'failed' ? (
      <Message
        icon={IconAlertTriangle}
        tone="bad"
        title={t.settings.failedTitle}
        text={`${live.error?.message ?? ''} ${live.error?.hint ?? ''}`}
      />
    ) : (
      <LoadingRows />
    );
  }
  return (
    <>
      <EngineInUse state={live.value} />
      <Programs state={live.value} />
      <Plugin state={live.value} />
    </>
  );
}

function EngineInUse({ state: { use, problem, canUndo } }: { state: DockerCliState }) {
  const { busy, change } = useDockerCliChange();
  const texts = t.dockerCli;
  const isPier = use?.isPier === true;
  return (
    <section className={classes.form} aria-label={texts.title}>
      <h2 className={classes.cardTitle}>{texts.title}</h2>
      <p className={classes.dimmed}>{texts.text}</p>
      <div className={classes.cardRow}>
        <div>
          <Badge tone={isPier ? 'ok' : use ? 'idle' : 'bad'}>
            {isPier ? texts.usesPier : use ? texts.usesOther : texts.unknown}
          </Badge>
          <p className={classes.under}>
            {use
              ? `${texts.reasons[use.reason](use.name)} ${use.host && !isPier ? texts.whereTo(use.host) : ''}`
              : `${problem?.message ?? ''} ${problem?.hint ?? ''}`}
          </p>
        </div>
        {isPier && canUndo ? (
          <Button
            className={classes.cardAction}
            variant="default"
            loading={busy === 'unuse'}
            onClick={() => void change('unuse', (calls) => calls.unuse({}), texts.unused)}
          >
            {texts.unuse}
          </Button>
        ) : (
          !isPier && (
            <Button
              className={classes.cardAction}
              disabled={!use || use.reason === 'DOCKER_HOST'}
              loading={busy === 'use'}
              onClick={() => void change('use', (calls) => calls.use({}), texts.used)}
            >
              {texts.use}
            </Button>
          )
        )}
      </div>
    </section>
  );
}

function Programs({ state: { programs, pathLine } }: { state: DockerCliState }) {
  const { busy, change } = useDockerCliChange();
  const texts = t.dockerCli;
  const missing = programs.filter(({ path }) => path === undefined);
  const canInstall = missing.some((each) => each.canInstall);
  return (
    <section className={classes.card} aria-label={texts.programs}>
      <h2 className={classes.cardTitle}>{texts.programs}</h2>
      <p className={classes.dimmed}>{texts.programsText}</p>
      <dl className={classes.facts}>
        {programs.map(({ name, path }) => (
          <Fragment key={name}>
            <dt>{texts.names[name]}</dt>
            <dd>
              {path ? (
                <span className={classes.path}>{path}</span>
              ) : (
                <Badge tone="warn">{texts.missing}</Badge>
              )}
            </dd>
          </Fragment>
        ))}
      </dl>
      {pathLine && (
        <>
          <p className={classes.before}>{texts.pathTitle}</p>
          <CopyableCode code={pathLine} />
        </>
      )}
      <div className={classes.cardRow}>
        <p className={classes.dimmed}>
          {missing.length === 0 ? texts.allThere : canInstall ? texts.undone : texts.cannotInstall}
        </p>
        {canInstall && (
          <Button
            className={classes.cardAction}
            leftSection={<IconDownload size={16} />}
            loading={busy === 'install'}
            onClick={() => void change('install', (calls) => calls.install({}), texts.installed)}
          >
            {texts.install}
          </Button>
        )}
      </div>
    </section>
  );
}

function Plugin({ state: { plugin } }: { state: DockerCliState }) {
  const { busy, change } = useDockerCliChange();
  const texts = t.dockerCli;
  const installed = plugin === 'installed';
  return (
    <section className={classes.card} aria-label={texts.plugin}>
      <h2 className={classes.cardTitle}>{texts.plugin}</h2>
      <div className={classes.cardRow}>
        <p className={classes.dimmed}>{plugin === 'other' ? texts.pluginOther : texts.pluginText}</p>
        {plugin !== 'other' && (
          <Button
            className={classes.cardAction}
            variant="default"
            loading={busy === 'plugin'}
            onClick={() =>
              void change(
                'plugin',
                (calls) => calls.setPlugin({ installed: !installed }),
                installed ? texts.pluginRemoved : texts.pluginAdded,
              )
            }
          >
            {installed ? texts.removePlugin : texts.addPlugin}
          </Button>
        )}
      </div>
    </section>
  );
}
