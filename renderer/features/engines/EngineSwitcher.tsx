import { Menu, UnstyledButton } from '@mantine/core';
import { IconInfoCircle, IconSelector } from '@tabler/icons-react';
import type { EngineEntry } from '../../../shared/contract/engines.ts';
import { engineKind } from '../../../shared/model/engine-kind.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { EngineDot } from '../machine/EngineDot.tsx';
import { EngineSwatch } from './EngineSwatch.tsx';
import classes from './EngineSwitcher.module.css';
import { aboutEngine, showEngine } from './engine-commands.ts';
import { nameOfEngine, placeOfEngine, useShownEngine } from './shown-engine.ts';

/** Which engine is shown, in its colour, and the way to another. */
export function EngineSwitcher() {
  const engines = usePier((state) => state.engines);
  const kind = engineKind(usePier((state) => state.machine.status));
  const connected = usePier((state) => state.connection.kind === 'open');
  const pending = usePier((state) => state.actions.enginePending);
  const shown = useShownEngine();
  const connection = useConnection();
  if (!engines || !shown) return <div className={classes.place} />;
  const name = nameOfEngine(shown);
  const choose = (id: string) => {
    const engine = engines.engines.find((each) => each.id === id);
    if (engine && showEngine.when(engine)) void showEngine.perform(engine, connection);
  };
  return (
    <Menu position="bottom-start" width={340}>
      <Menu.Target>
        <UnstyledButton
          className={classes.place}
          disabled={!connected || pending !== undefined}
          aria-label={t.engines.choose(name, t.engines.kinds[kind])}
          title={name}
        >
          <EngineSwatch engine={shown} />
          <span className={classes.name}>{name}</span>
          <EngineDot kind={kind} />
          <IconSelector size={14} aria-hidden className={classes.arrows} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown aria-label={t.engines.list} className={classes.menu}>
        <Menu.RadioGroup value={engines.current} onChange={choose}>
          {engines.engines.map((engine) => (
            <EngineItem key={engine.id} engine={engine} />
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconInfoCircle size={16} stroke={1.7} />}
          onClick={() => void aboutEngine.perform(engines, connection)}
        >
          {aboutEngine.title}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function EngineItem({ engine }: { engine: EngineEntry }) {
  const { problem, description } = engine;
  return (
    <Menu.RadioItem
      value={engine.id}
      closeMenuOnClick
      disabled={problem !== undefined}
      classNames={{ item: classes.choice, itemLabel: classes.label }}
    >
      <span className={classes.item}>
        <EngineSwatch engine={engine} />
        <span className={classes.words}>
          <span className={classes.line} title={description || nameOfEngine(engine)}>
            <b>{nameOfEngine(engine)}</b>
            {description && <span className={classes.dim}> {description}</span>}
          </span>
          {problem ? (
            <span className={classes.problem}>{problem.message}</span>
          ) : (
            <span className={classes.address} title={placeOfEngine(engine)}>
              {placeOfEngine(engine)}
            </span>
          )}
        </span>
      </span>
    </Menu.RadioItem>
  );
}
