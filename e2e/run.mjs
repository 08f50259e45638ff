#!/usr/bin/env node
/**
 * `npm test`, the gate: every check there is, each a stage with its own line at the end. A stage that cannot run
 * on this machine is named with the reason and fails the gate: nothing is skipped in silence.
 * `npm test -- unit e2e` runs only the named stages.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, say, withSetup } from '../electron/launch/setup.mjs';
import { readReport } from './read-report.mjs';

const results = join(projectRoot, 'test-results');
const isRoot = process.getuid?.() === 0;
const needsRoot = isRoot ? undefined : 'it starts a private dockerd, which needs root: sudo npm test';
const needsLinux = process.platform === 'linux' ? undefined : 'it needs Linux';

const bin = (name) => join(projectRoot, 'node_modules/.bin', name);
const vitest = (project) => [
  bin('vitest'),
  'run',
  '--project',
  project,
  '--reporter=default',
  '--reporter=json',
  `--outputFile=${join(results, `${project}.json`)}`,
];

/**
 * `report` is where the stage leaves its counts. One that is `beside` the others starts first, and those
 * before it in the list do not wait for it.
 */
const STAGES = [
  { name: 'lint', command: [bin('biome'), 'ci', '--diagnostic-level=warn', '.'] },
  { name: 'types', command: [bin('tsc'), '--noEmit'] },
  { name: 'borders', command: ['npm', 'run', '--silent', 'borders'] },
  { name: 'unit', command: vitest('unit'), report: 'unit.json' },
  {
    name: 'image',
    command: [bin('tsx'), 'vm/image/build.ts'],
    beside: true,
    cannotRun: needsLinux ?? needsRoot,
  },
  {
    name: 'integration',
    command: vitest('integration'),
    report: 'integration.json',
    needs: 'image',
    cannotRun: needsLinux ?? needsRoot,
  },
  {
    name: 'vm',
    command: vitest('vm'),
    report: 'vm.json',
    needs: 'image',
    cannotRun: needsLinux ?? needsRoot,
  },
  {
    name: 'e2e',
    command: [bin('playwright'), 'test', '--config', 'e2e/playwright.config.ts'],
    report: 'e2e.json',
    needs: 'image',
    cannotRun: needsLinux ?? needsRoot,
  },
];

/** Resolves with how it ended. The output of a stage beside the others is shown when it is over. */
function runStage(stage) {
  if (!stage.beside) say(`\n── ${stage.name} ──`);
  const started = Date.now();
  const [command, ...args] = stage.command;
  return new Promise((settle) => {
    let output = '';
    const resolve = (result) => {
      if (stage.beside) say(`\n── ${stage.name} ──\n${output}`);
      settle(result);
    };
    const child = spawn(command, args, {
      cwd: projectRoot,
      stdio: stage.beside ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: join(results, 'e2e.json') },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ ok: false, seconds: 0, why: error.message }));
    child.on('close', (code, signal) =>
      resolve({ ok: code === 0, seconds: (Date.now() - started) / 1000, why: signal ?? `exit code ${code}` }),
    );
  });
}

/** Tests passed and those that were not, of one stage: as its report tells, else the stage itself as one. */
function countsOf(stage, ok) {
  if (!stage.report) return { passed: ok ? 1 : 0, failures: ok ? [] : [stage.name], flaky: [] };
  try {
    const counts = readReport(JSON.parse(readFileSync(join(results, stage.report), 'utf8')));
    if (!ok && counts.failures.length === 0) counts.failures.push(`${stage.name}: it failed as a whole`);
    return counts;
  } catch {
    return { passed: 0, failures: [`${stage.name}: it left no report`], flaky: [] };
  }
}

await withSetup({ forTests: true }, async () => {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    process.stderr.write(
      `No stage '${unknown.join("', '")}'. There are: ${STAGES.map((s) => s.name).join(', ')}\n`,
    );
    process.exit(2);
  }
  const stages = STAGES.filter(
    ({ name }) =>
      wanted.length === 0 ||
      wanted.includes(name) ||
      STAGES.some((s) => wanted.includes(s.name) && s.needs === name),
  );
  let passed = 0;
  const failures = [];
  const flaky = [];
  const lines = [];
  const beside = new Map();
  for (const stage of stages) {
    if (stage.beside && !stage.cannotRun) beside.set(stage.name, runStage(stage));
  }
  for (const stage of stages) {
    if (stage.cannotRun) {
      failures.push(`${stage.name}: not run`);
      lines.push(`NOT RUN  ${stage.name}: ${stage.cannotRun}`);
      continue;
    }
    const { ok, seconds, why } = await (beside.get(stage.name) ?? runStage(stage));
    const counts = countsOf(stage, ok);
    passed += counts.passed;
    failures.push(...counts.failures);
    flaky.push(...counts.flaky);
    lines.push(
      `${ok ? 'ok  ' : 'FAIL'}  ${stage.name.padEnd(12)} ${seconds.toFixed(0).padStart(4)} s  ${counts.passed} passed, ${counts.failures.length} failed${ok ? '' : ` (${why})`}`,
    );
  }
  // Last, since the end of a long output is what is read first.
  say(`\n${lines.join('\n')}`);
  for (const test of flaky) say(`~ passed only when it was tried again: ${test}`);
  for (const test of failures) say(`✗ ${test}`);
  say(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 && passed > 0 ? 0 : 1;
});
