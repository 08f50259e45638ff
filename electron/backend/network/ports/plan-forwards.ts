import type { PortForward } from '../../../../vm/drivers/driver.ts';
import { portKey, sameForward } from './published-port.ts';

export interface ForwardPlan<T extends PortForward> {
  remove: PortForward[];
  add: T[];
}

/** What leads from the forwards that are there to those that are wanted. To be done in this order. */
export function planForwards<T extends PortForward>(
  wanted: Iterable<T>,
  actual: Iterable<PortForward>,
): ForwardPlan<T> {
  const missing = new Map<string, T>();
  for (const forward of wanted) if (!missing.has(portKey(forward))) missing.set(portKey(forward), forward);
  const remove: PortForward[] = [];
  for (const forward of actual) {
    const match = missing.get(portKey(forward));
    if (match && sameForward(match, forward)) missing.delete(portKey(forward));
    else remove.push(forward);
  }
  return { remove, add: [...missing.values()] };
}
