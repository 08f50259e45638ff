import { Modal } from '@mantine/core';
import type { EngineAbout, EngineEntry } from '../../../shared/contract/engines.ts';
import { engineKind } from '../../../shared/model/engine-kind.ts';
import { Badge } from '../../components/Badge.tsx';
import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';
import { ENGINE_TONES } from '../machine/EngineDot.tsx';
import classes from './EngineAbout.module.css';
import { EngineSwatch } from './EngineSwatch.tsx';
import { nameOfEngine, placeOfEngine, useShownEngine } from './shown-engine.ts';

/** What the engine that is shown is, and what it lacks. */
export function EngineAboutDialog() {
  const opened = usePier((state) => state.view.engineAbout);
  const about = usePier((state) => state.engines?.about);
  const engine = useShownEngine();
  return (
    <Modal
      opened={opened && engine !== undefined}
      onClose={() => updateView({ engineAbout: false })}
      size="34rem"
      title={
        engine && (
          <span className={classes.title}>
            <EngineSwatch engine={engine} />
            {t.engines.aboutTitle(nameOfEngine(engine))}
          </span>
        )
      }
    >
      {engine && about && <About engine={engine} about={about} />}
    </Modal>
  );
}

function About({ engine, about }: { engine: EngineEntry; about: EngineAbout }) {
  const kind = engineKind(usePier((state) => state.machine.status));
  const { version, apiVersion, operatingSystem, architecture, hostName, lacks } = about;
  const rows: [string, string | undefined][] = [
    [t.engines.address, placeOfEngine(engine)],
    [t.engines.version, version && apiVersion ? t.engines.withApi(version, apiVersion) : version],
    [t.engines.system, [operatingSystem, architecture].filter(Boolean).join(', ')],
    [t.engines.computer, hostName],
  ];
  return (
    <>
      {engine.description && <p className={classes.description}>{engine.description}</p>}
      <dl className={classes.facts}>
        <div className={classes.fact}>
          <dt>{t.engines.state}</dt>
          <dd>
            <Badge tone={ENGINE_TONES[kind]} dot>
              {t.engine.kinds[kind]}
            </Badge>
          </dd>
        </div>
        {rows.map(
          ([name, value]) =>
            value && (
              <div key={name} className={classes.fact}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      <h3 className={classes.heading}>{t.engines.lacks}</h3>
      {lacks.length === 0 ? (
        <p className={classes.none}>{t.engines.lacksNothing}</p>
      ) : (
        <ul className={classes.lacks}>
          {lacks.map(({ id, title, text }) => (
            <li key={id}>
              <b>{title}</b>
              <span>{text}</span>
            </li>
          ))}
        </ul>
      )}
      <p className={classes.hint}>{t.engines.hint}</p>
    </>
  );
}
