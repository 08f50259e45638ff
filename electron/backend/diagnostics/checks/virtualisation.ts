import { AppError } from '../../../../shared/errors.ts';
import { NO_MACHINE, ok, preflightError, type SelfCheck, skipped } from './self-check.ts';

export const virtualisation: SelfCheck = {
  id: 'virtualisation',
  title: 'Hardware virtualisation',
  hint: 'Without it the machine is emulated: everything works, several times slower.',
  fatal: false,
  // The probe boots a small firmware.
  limitMs: 30_000,
  async check(context) {
    const { info } = context.supervisor.status();
    if (!info.hasMachine) return NO_MACHINE;
    const error = await preflightError(context, 'accelerator');
    if (error === 'none') return skipped('This machine does not need it');
    if (error) throw AppError.fromData(error);
    return ok(info.accelerator ? `${info.accelerator} is in use` : 'It can be used');
  },
};
