import { AppError } from '../../../../shared/errors.ts';
import { NO_MACHINE, ok, preflightError, type SelfCheck, skipped } from './self-check.ts';

/** Checks of drivers' preflights: each driver has those of its own. */
const PROGRAMS = ['qemu', 'macos', 'vfkit', 'gvproxy'] as const;

export const hypervisor: SelfCheck = {
  id: 'hypervisor',
  title: 'What runs the machine is installed',
  hint: 'The machine runs in it.',
  fatal: true,
  limitMs: 30_000,
  async check(context) {
    if (!context.supervisor.status().info.hasMachine) return NO_MACHINE;
    const needed = await Promise.all(PROGRAMS.map((id) => preflightError(context, id)));
    const errors = needed.filter((error) => error !== 'none');
    if (errors.length === 0) return skipped('This machine does not need it');
    for (const error of errors) if (error) throw AppError.fromData(error);
    return ok('It is there');
  },
};
