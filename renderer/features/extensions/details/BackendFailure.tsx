import { Button } from '@mantine/core';
import type { Extension, ExtensionBackend } from '../../../../shared/contract/extensions.ts';
import { useConnection } from '../../../app/connection-context.tsx';
import { hrefOf } from '../../../app/location.ts';
import { t } from '../../../i18n/index.ts';
import { disableExtension, restartExtension } from '../extension-commands.ts';
import classes from './Details.module.css';

/** A backend that ends again and again: what it said last, and the ways out. */
export function BackendFailure({ extension, backend }: { extension: Extension; backend: ExtensionBackend }) {
  const connection = useConnection();
  const texts = t.extensionPage;
  const { error, services } = backend;
  const lines = error?.lastLines ?? [];
  const failing = services.find(({ state }) => state !== 'running') ?? services[0];
  return (
    <section className={classes.failure} role="alert">
      <h3 className={classes.heading}>{texts.failing(extension.title)}</h3>
      <p>{error ? `${error.message} ${error.hint}`.trim() : texts.failingText}</p>
      <ul className={classes.services} aria-label={texts.backend}>
        {services.map(({ name, state, restarts, exitCode }) => (
          <li key={name}>
            <strong>{name}</strong>{' '}
            {[
              state,
              restarts > 0 && texts.restarts(restarts),
              exitCode !== undefined && texts.exitCode(exitCode),
            ]
              .filter(Boolean)
              .join(', ')}
          </li>
        ))}
      </ul>
      {lines.length > 0 && (
        <>
          <h4 className={classes.linesHeading}>{texts.lastLines}</h4>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys must be able to scroll it */}
          <pre className={classes.lines} tabIndex={0}>
            {lines.join('\n')}
          </pre>
        </>
      )}
      <div className={classes.failureTools}>
        <Button size="xs" onClick={() => void restartExtension.perform(extension, connection)}>
          {texts.restart}
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() => void disableExtension.perform(extension, connection)}
        >
          {texts.disable}
        </Button>
        {failing?.containerId && (
          <Button
            component="a"
            href={hrefOf(['containers', failing.containerId, 'logs'])}
            size="xs"
            variant="default"
          >
            {texts.logs}
          </Button>
        )}
      </div>
    </section>
  );
}
