import { basename } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const LONGEST = 220;

/**
 * What passed in a JSON report of vitest or of Playwright, and a line for each test that did not (`failures`) or did so
 * only when it was tried again (`flaky`): its file, its name and what went wrong first.
 */
export function readReport(report) {
  return report.testResults ? ofVitest(report) : ofPlaywright(report);
}

function ofVitest(report) {
  const failures = [];
  const flaky = [];
  for (const file of report.testResults) {
    const before = failures.length;
    for (const { status, fullName, failureMessages } of file.assertionResults) {
      const told = line(file.name, fullName, failureMessages[0]);
      if (status === 'failed') failures.push(told);
      else if (failureMessages.length > 0) flaky.push(told);
    }
    // What fails before a test runs, as a hook does, is told of the file.
    if (file.status === 'failed' && failures.length === before) {
      failures.push(line(file.name, 'the file', file.message));
    }
  }
  return { passed: report.numPassedTests, failures, flaky };
}

function ofPlaywright(report) {
  const failures = report.errors.map(({ message }) => line('playwright', 'the run', message));
  const flaky = [];
  const walk = (suite) => {
    for (const spec of suite.specs ?? []) {
      for (const { status, results } of spec.tests) {
        const told = line(suite.file, spec.title, results.find(({ error }) => error)?.error.message);
        if (status === 'unexpected') failures.push(told);
        else if (status === 'flaky') flaky.push(told);
      }
    }
    for (const child of suite.suites ?? []) walk(child);
  };
  for (const suite of report.suites) walk(suite);
  return { passed: report.stats.expected + report.stats.flaky, failures, flaky };
}

function line(file, name, message = '') {
  const why = stripVTControlCharacters(message).replace(/\s+/g, ' ').trim();
  const text = `${basename(file)} › ${name}: ${why}`;
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
