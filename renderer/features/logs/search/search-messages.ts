import type { LogQuery, TextRange } from './log-query.ts';

/** What the page asks of its search worker. Answers come in the order of the questions. */
export type SearchQuestion =
  /** Which of these lines match? */
  | { kind: 'lines'; query: LogQuery; text: string }
  /** Where do these match? Each as it is shown, without escape sequences. */
  | { kind: 'ranges'; query: LogQuery; shown: string[] };

export type SearchAnswer = { kind: 'lines'; places: number[] } | { kind: 'ranges'; ranges: TextRange[][] };

/** What is used of a Worker. */
export interface SearchWorker {
  ask(question: SearchQuestion): void;
  onAnswer: (answer: SearchAnswer) => void;
  onFailure: () => void;
  end(): void;
}
