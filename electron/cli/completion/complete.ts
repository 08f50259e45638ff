import type { Argument, Command, Option } from 'commander';
import { completerOf, FILES } from './completes.ts';

export interface Candidate {
  text: string;
  /** What it is, for shells that show that. */
  about: string;
}

export interface Completion {
  candidates: readonly Candidate[];
  /** Any path of this computer may stand here. */
  files: boolean;
}

/** As cobra has them, which the docker command asks for: 0 lets the shell go on with paths, 4 does not. */
const GO_ON = 0;
const NO_FILES = 4;

/**
 * What may come next, as the table of commands says: those that are added there are completed.
 * @param words what was typed after `pier`; the last of them is not complete, and may be empty
 */
export async function complete(program: Command, words: readonly string[]): Promise<Completion> {
  const current = words.at(-1) ?? '';
  let command = program;
  let waiting: Option | undefined;
  let optionsEnded = false;
  const before: string[] = [];
  for (const word of words.slice(0, -1)) {
    if (waiting) waiting = undefined;
    else if (word === '--') optionsEnded = true;
    else if (!optionsEnded && word.startsWith('-')) waiting = takesNextWord(command, word);
    else {
      const next = before.length === 0 ? visible(command).find((each) => each.name() === word) : undefined;
      if (next) command = next;
      else before.push(word);
    }
  }
  const found = await candidatesAt(command, { waiting, optionsEnded, before, current });
  return { ...found, candidates: found.candidates.filter(({ text }) => text.startsWith(current)) };
}

async function candidatesAt(
  command: Command,
  at: { waiting: Option | undefined; optionsEnded: boolean; before: readonly string[]; current: string },
): Promise<Completion> {
  if (at.waiting) return valuesOf(at.waiting, at.before);
  if (!at.optionsEnded && at.current.startsWith('-')) return { candidates: optionsOf(command), files: false };
  const commands = visible(command);
  if (commands.length > 0 && at.before.length === 0) {
    const candidates = commands.map((each) => ({ text: each.name(), about: each.description() }));
    return { candidates, files: false };
  }
  const last = command.registeredArguments.at(-1);
  const argument = command.registeredArguments[at.before.length] ?? (last?.variadic ? last : undefined);
  return argument ? valuesOf(argument, at.before) : { candidates: [], files: false };
}

async function valuesOf(place: Argument | Option, before: readonly string[]): Promise<Completion> {
  const how = completerOf(place);
  if (how === FILES) return { candidates: [], files: true };
  const texts = how ? await how(before) : (place.argChoices ?? []);
  return { candidates: texts.map((text) => ({ text, about: '' })), files: false };
}

function visible(command: Command): readonly Command[] {
  return command.createHelp().visibleCommands(command);
}

function optionsOf(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, short, description }) => ({ text: long ?? short ?? '', about: description }));
}

/** The option whose value the next word is. */
function takesNextWord(command: Command, word: string): Option | undefined {
  const option = command.options.find(({ long, short }) => long === word || short === word);
  return option && (option.required || option.optional) ? option : undefined;
}

/** A line for each candidate, with a tab before what it is; the last line is a directive. Never fails. */
export async function printCompletion(program: Command, words: readonly string[]): Promise<void> {
  const { candidates, files } = await complete(program, words).catch(() => ({
    candidates: [],
    files: false,
  }));
  const lines = candidates.map(({ text, about }) => (about ? `${text}\t${about}` : text));
  process.stdout.write(`${[...lines, `:${files ? GO_ON : NO_FILES}`].join('\n')}\n`);
}
