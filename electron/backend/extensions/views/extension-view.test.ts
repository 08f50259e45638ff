import { describe, expect, it } from 'vitest';
import { ExtensionView } from './extension-view.ts';

describe('ExtensionView', () => {
  const open = () =>
    new ExtensionView({ extensionId: 'org_a', imageId: '1', search: '', dark: false, isOnOwnEngine: true });

  it('asks for one path at a time, and cancels with the view', async () => {
    const view = open();
    const { signal } = new AbortController();
    const first = view.choosePaths({}, signal);
    expect(await view.choosePaths({}, signal)).toEqual({ canceled: true, filePaths: [] });
    view.answerDialog(7, ['/no']);
    view.answerDialog(1, ['/a']);
    expect(await first).toEqual({ canceled: false, filePaths: ['/a'] });
    const last = view.choosePaths({}, signal);
    view.end();
    expect(await last).toEqual({ canceled: true, filePaths: [] });
  });

  it('does not listen to one that talks without end', () => {
    const view = open();
    const heard = Array.from({ length: 1000 }, () => view.say({ kind: 'external', url: 'x' }));
    expect(heard.filter(Boolean).length).toBeLessThan(20);
  });

  it('has tickets that are good once, and not for long', () => {
    const view = open();
    const ticket = view.makeTicket(1000);
    expect(view.redeem('x')).toBe(false);
    expect([view.redeem(ticket, 2000), view.redeem(ticket, 2000)]).toEqual([true, false]);
    expect(view.redeem(view.makeTicket(1000), 100_000)).toBe(false);
    const first = view.makeTicket();
    const last = Array.from({ length: 1000 }, () => view.makeTicket()).at(-1) ?? '';
    expect([view.redeem(first), view.redeem(last)]).toEqual([false, true]);
    const late = view.makeTicket();
    view.end();
    expect(view.redeem(late)).toBe(false);
  });
});
