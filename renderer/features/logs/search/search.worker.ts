import { expressionOf, matchingLines, rangesIn } from './log-query.ts';
import type { SearchAnswer, SearchQuestion } from './search-messages.ts';

/**
 * Searches beside the page: it keeps nothing, so that it can be ended at any moment. An expression that runs away takes
 * nothing with it.
 */
function answer(question: SearchQuestion): SearchAnswer {
  const { query } = question;
  if (question.kind === 'lines') return { kind: 'lines', places: matchingLines(question.text, query) };
  const expression = expressionOf(query);
  return { kind: 'ranges', ranges: question.shown.map((shown) => rangesIn(shown, expression)) };
}

self.onmessage = ({ data }: MessageEvent<SearchQuestion>) => self.postMessage(answer(data));
