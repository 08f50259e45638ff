import { describe, expect, it } from 'vitest';
import type { ExecSession } from '../../../../shared/contract/exec.ts';
import { endText, noChoice, problemsOf, problemsOfError, sessionNames, toRequest } from './exec-choice.ts';

const size = { columns: 80, rows: 24 };
const session = (command: string[], end?: Partial<ExecSession['end']>) =>
  ({ command, ...(end ? { end } : {}) }) as ExecSession;

describe('exec choices', () => {
  it('asks for what was chosen alone', () => {
    expect(toRequest('c', noChoice, size)).toEqual({ containerId: 'c', ...size });
    const choice = { command: `sh -c 'a b'`, user: ' root ', workingDir: '/srv' };
    expect(toRequest('c', choice, size)).toEqual({
      containerId: 'c',
      command: ['sh', '-c', 'a b'],
      user: 'root',
      workingDir: '/srv',
      ...size,
    });
  });

  it('tells problems at their fields, before and after the engine was asked', () => {
    expect(problemsOf(noChoice)).toEqual({});
    expect(problemsOf({ command: `sh "`, user: '', workingDir: 'srv' })).toEqual({
      command: 'The quote " is not closed',
      workingDir: 'Give an absolute path in the container',
    });
    const refusal = (message: string) =>
      Object.keys(problemsOfError({ code: 'bad_input', message, hint: 'Do that.' }) ?? {});
    expect(refusal('unable to find user x: no matching entries')).toEqual(['user']);
    expect(refusal('exec failed: chdir to cwd ("/x") set in config.json failed')).toEqual(['workingDir']);
    expect(refusal('exec: "x": executable file not found in $PATH')).toEqual(['command']);
    expect(problemsOfError({ code: 'engine_unreachable', message: '', hint: '' })).toBeUndefined();
  });

  it('names sessions by their program, and numbers those of one name', () => {
    const sessions = [session(['/bin/bash', '-l']), session(['sh']), session(['bash'])];
    expect(sessionNames(sessions)).toEqual(['bash', 'sh', 'bash (2)']);
  });

  it('says how a session ended', () => {
    expect(endText(session(['sh']))).toBe('');
    expect(endText(session(['sh'], { reason: 'exited', exitCode: 3 }))).toBe('Ended with exit code 3');
    expect(endText(session(['sh'], { reason: 'exited' }))).toBe('Ended with its container');
    expect(endText(session(['sh'], { reason: 'closed', leftBehind: true }))).toContain('may go on');
  });
});
