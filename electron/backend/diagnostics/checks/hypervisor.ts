import { AppError } from '../../../../shared/errors.ts';
import { NO_MACHINE, ok, preflightError, type SelfCheck, skipped } from './self-check.ts';

export const hypervisor: SelfCheck = {
  id: 'hypervisor',
  title: 'QEMU is installed',
  hint: 'The machine runs in it.',
  fatal: true,
  limitMs: 30_000,
  async check(context) {
    if (!context.supervisor.status().info.hasMachine) return NO_MACHINE;
    const error = await preflightError(context, 'qemu');
    if (error === 'none') return skipped('This machine does not need it');
    if (error) throw AppError.fromData(error);
    return ok('It is there');
  },
};
