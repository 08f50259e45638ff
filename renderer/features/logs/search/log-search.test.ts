import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { entriesBatch } from '../log-follower.ts';
import { LogStore } from '../log-store.ts';
import { expressionOf, matchingLines, rangesIn } from './log-query.ts';
import { LogSearch } from './log-search.ts';
import type { SearchAnswer, SearchQuestion, SearchWorker } from './search-messages.ts';

/** Answers when it is told to, as a worker would. */
class TestWorker implements SearchWorker {
  readonly questions: SearchQuestion[] = [];
  ended = false;
  onAnswer: (answer: SearchAnswer) => void = () => {};
  onFailure: () => void = () => {};
  ask(question: SearchQuestion): void {
    this.questions.push(question);
  }
  end(): void {
    this.ended = true;
  }
  answer(): boolean {
    const question = this.questions.shift();
    if (!question) return false;
    const { query } = question;
    this.onAnswer(
      question.kind === 'lines'
        ? { kind: 'lines', places: matchingLines(question.text, query) }
        : {
            kind: 'ranges',
            ranges: question.shown.map((shown) => rangesIn(shown, expressionOf(query))),
          },
    );
    return true;
  }
}

const plainBatch = (lines: string[]) => entriesBatch(lines.map((text) => ({ text })));
let store: LogStore;
let workers: TestWorker[];
let search: LogSearch;
const plain = (text: string) => ({ text, regex: false, caseSensitive: false });
const regex = (text: string) => ({ text, regex: true, caseSensitive: false });
const add = (count: number) => {
  const begin = store.end;
  store.append(plainBatch(Array.from({ length: count }, (_, index) => `line ${begin + index}`)));
};
const worker = () => workers.at(-1) as TestWorker;
const answerAll = () => {
  while (worker().answer());
};
const found = () => Array.from({ length: search.matches.length }, (_, index) => search.matches.at(index));

beforeEach(() => {
  vi.useFakeTimers();
  store = new LogStore();
  workers = [];
  search = new LogSearch(
    store,
    () => {
      workers.push(new TestWorker());
      return worker();
    },
    (callback) => callback(),
  );
});
afterEach(() => vi.useRealTimers());

describe('LogSearch', () => {
  it('asks in parts, few at a time, and goes on with what comes', () => {
    add(10_000);
    search.search(plain('line 99'));
    expect(worker().questions).toHaveLength(2);
    expect(search.status.kind).toBe('searching');
    answerAll();
    expect(search.status.kind).toBe('done');
    expect(search.matches.length).toBe(1 + 10 + 100);
    add(1);
    search.update();
    answerAll();
    expect(search.matches.length).toBe(111);
    store.append(plainBatch(['line 99 again']));
    search.update();
    answerAll();
    expect(found().at(-1)).toBe(10_001);
  });

  it('a new search ends the one under way, whose answers count no more', () => {
    add(10);
    search.search(plain('line'));
    const first = worker();
    search.search(plain('line 3'));
    expect(first.ended).toBe(true);
    first.answer();
    answerAll();
    expect(found()).toEqual([3]);
    expect(workers).toHaveLength(2);
    search.search(plain('line 4'));
    answerAll();
    expect(workers).toHaveLength(2);
  });

  it('forgets matches whose lines were let go', () => {
    store = new LogStore(10_000);
    search = new LogSearch(
      store,
      () => {
        workers.push(new TestWorker());
        return worker();
      },
      (callback) => callback(),
    );
    for (let i = 0; i < 5; i++) add(5000);
    search.search(plain('line'));
    answerAll();
    const before = search.matches.length;
    expect(before).toBe(store.length);
    for (let i = 0; i < 3; i++) add(5000);
    search.update();
    answerAll();
    expect(search.matches.length).toBe(store.length);
    expect(search.matches.at(0)).toBe(store.first);
  });

  it('finds only what is shown', () => {
    add(10);
    search.search(plain('line'), (number) => number % 2 === 0);
    answerAll();
    expect(found()).toEqual([0, 2, 4, 6, 8]);
  });

  it('gives an expression up that runs away, and searches on with the next', () => {
    add(10);
    search.search(regex('(a+)+$'));
    const first = worker();
    vi.advanceTimersByTime(60_000);
    expect(search.status.kind).toBe('runaway');
    expect(first.ended).toBe(true);
    expect(search.rangesOf(1, 'aaaa')).toBeUndefined();
    search.search(regex('line [12]'));
    answerAll();
    expect(found()).toEqual([1, 2]);
  });

  it('says why an expression is none', () => {
    search.search(regex('('));
    expect(search.status).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('group') });
    expect(workers).toHaveLength(0);
  });

  it('never runs an expression in the page: ranges come from the worker', async () => {
    add(3);
    search.search(regex('n'));
    answerAll();
    const told = search.getVersion();
    expect(search.rangesOf(1, 'line 1')).toBeUndefined();
    expect(search.rangesOf(2, 'line 2')).toBeUndefined();
    await Promise.resolve();
    expect(worker().questions).toHaveLength(1);
    answerAll();
    expect(search.rangesOf(1, 'line 1')).toEqual([[2, 3]]);
    expect(search.getVersion()).toBeGreaterThan(told);
    search.search(plain('line'));
    expect(search.rangesOf(1, 'line 1')).toEqual([[0, 4]]);
  });

  it('says that there is no worker', () => {
    add(1);
    search.search(plain('x'));
    worker().onFailure();
    expect(search.status.kind).toBe('failed');
  });
});
