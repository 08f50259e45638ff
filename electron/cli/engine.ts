import type { EngineAbout, EngineEntry, EnginesState } from '../../shared/contract/engines.ts';
import { type ErrorData, textOfError } from '../../shared/errors.ts';
import { OWN_ENGINE } from '../../shared/model/own-engine.ts';
import type { PierFiles } from '../../vm/files.ts';
import { connectBackend, withBackend } from './connect.ts';
import { type JsonOption, Tell } from './tell.ts';

/** What `--json` prints. Keys are always there; null is what cannot be told. */
interface EnginesReport {
  /** The id of the engine that is shown. */
  shown: string;
  engines: (Omit<EngineEntry, 'problem'> & { problem: ErrorData | null })[];
  /** Of the one that is shown; null while Pier does not run. */
  about: EngineAbout | null;
}

export type EnginesFound = Pick<EnginesState, 'engines' | 'current'> & { about?: EngineAbout };

/** `pier engine ls`: also while Pier does not run. */
export async function listEngines(files: PierFiles, options: JsonOption): Promise<void> {
  const connection = await connectBackend(files.run.pierSocket);
  const state = connection
    ? await withBackend(connection, ({ client }) => client.engines.list({}))
    : await (await withoutBackend()).readEngines(files);
  tell(state, tableOf(state), options);
}

/**
 * `pier engine use`: the choice is made also where the engine does not answer: its trouble is told, and Pier goes on
 * trying. @throws AppError context_not_found, context_invalid
 */
export async function useEngine(files: PierFiles, id: string, options: JsonOption): Promise<void> {
  const connection = await connectBackend(files.run.pierSocket);
  const state = connection
    ? await withBackend(connection, ({ client }) => client.engines.use({ id }))
    : await (await withoutBackend()).keepChoice(files, id);
  tell(state, `${saidOf(state)}\n`, options);
}

/** Of those that can be shown. */
export async function engineNames(files: PierFiles): Promise<string[]> {
  const { engines } = await (await withoutBackend()).readEngines(files);
  return engines.filter(({ problem }) => !problem).map(({ id }) => id);
}

/** Loaded where it is needed: a backend that runs knows all of it. */
function withoutBackend() {
  return import('./engines-without-backend.ts');
}

function tell({ current, engines, about }: EnginesFound, words: string, options: JsonOption): void {
  const report: EnginesReport = {
    shown: current,
    engines: engines.map(({ problem, ...entry }) => ({ ...entry, problem: problem ?? null })),
    about: about ?? null,
  };
  const out = new Tell(options);
  out.say(words);
  out.value(report);
}

function tableOf({ engines, current, about }: EnginesFound): string {
  const rows = engines.map(({ id, address, description, problem }) => [
    `${id === current ? '*' : ' '} ${id}`,
    address || "Pier's own",
    problem?.message ?? description,
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([name = '', address = '', words = '']) =>
    `${name.padEnd(widths[0] ?? 0)}  ${address.padEnd(widths[1] ?? 0)}  ${words}`.trimEnd(),
  );
  const lacks = about?.lacks.map(({ title, text }) => `  ${title}: ${text}`) ?? [];
  return [
    ...lines,
    ...(about ? ['', stateOf(about)] : []),
    ...(lacks.length > 0 ? ['It lacks:', ...lacks] : []),
    '',
  ].join('\n');
}

function saidOf({ engines, current, about }: EnginesFound): string {
  const address = engines.find(({ id }) => id === current)?.address;
  const what = `Pier shows ${current === OWN_ENGINE ? 'its own engine' : `'${current}' (${address})`}`;
  return about ? `${what} now.\n${stateOf(about)}` : `${what} from its next start on.`;
}

function stateOf({ state, version, apiVersion }: EngineAbout): string {
  if (state.kind === 'failed') return `It does not answer.\n${textOfError(state.error)}`;
  if (state.kind !== 'running') return `It is ${state.kind}.`;
  return `It answers${version ? `: Docker ${version}` : ''}${apiVersion ? `, API ${apiVersion}` : ''}.`;
}
