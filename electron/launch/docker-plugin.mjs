/**
 * What the docker command's plugins of Pier share: each forwards to `pier`.
 * @see https://github.com/docker/cli/blob/master/cli-plugins/metadata/metadata.go
 */
import { existsSync, readFileSync } from 'node:fs';

const cli = new URL('../../dist/node/cli.js', import.meta.url);
const METADATA = 'docker-cli-plugin-metadata';
/** Of the docker command itself, with a value as the next word. */
const WITH_VALUE = new Set([
  '--config',
  '--context',
  '-c',
  '--host',
  '-H',
  '--log-level',
  '-l',
  '--tlscacert',
  '--tlscert',
  '--tlskey',
]);

/**
 * Runs as `docker NAME`.
 * @param {{name: string, about: string, command: string[]}} plugin `command`: the words of pier that come before those
 *   that were typed
 */
export async function runPlugin({ name, about, command }) {
  const words = process.argv.slice(2);
  if (words[0] === METADATA) {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    const metadata = {
      SchemaVersion: '0.1.0',
      Vendor: 'Pier Desktop',
      Version: version,
      ShortDescription: about,
    };
    process.stdout.write(`${JSON.stringify(metadata)}\n`);
  } else if (existsSync(cli)) {
    process.argv.splice(2, words.length, ...forwarded(words, name, command));
    await import(cli.href);
  } else {
    process.stderr.write(
      'Cannot run pier: it is not built yet.\nBuild it once: npm start, or npm run build\n',
    );
    process.exitCode = 1;
  }
}

/** Without the docker command's own options and the plugin's name. What a shell completes is asked for as cobra has it. */
function forwarded(given, name, command) {
  if (given[0] === '__complete' || given[0] === '__completeNoDesc') {
    return ['__complete', '--', ...command, ...given.slice(given[1] === name ? 2 : 1)];
  }
  let at = 0;
  while (at < given.length && given[at] !== name) at += WITH_VALUE.has(given[at]) ? 2 : 1;
  return [...command, ...given.slice(at + 1)];
}
