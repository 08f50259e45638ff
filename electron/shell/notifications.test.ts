import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { Notifications } from './notifications.ts';

function system(isSupported: boolean) {
  const shown: (EventEmitter & { title: string })[] = [];
  class Notification extends EventEmitter {
    static isSupported = () => isSupported;
    title: string;
    constructor({ title }: { title: string }) {
      super();
      this.title = title;
    }
    show() {
      shown.push(this);
    }
  }
  const electron = { Notification } as unknown as ConstructorParameters<typeof Notifications>[0];
  return { notifications: new Notifications(electron), shown };
}

it('shows a message, and does what a click means', () => {
  const { notifications, shown } = system(true);
  const clicked: string[] = [];
  notifications.show({ title: 'a', body: '' }, () => clicked.push('a'));
  notifications.show({ title: 'b', body: '' }, () => clicked.push('b'));
  shown[1]?.emit('click');
  shown[0]?.emit('close');
  expect(shown.map(({ title }) => title)).toEqual(['a', 'b']);
  expect(clicked).toEqual(['b']);
});

it('does nothing where the system has no messages', () => {
  const { notifications, shown } = system(false);
  notifications.show({ title: 'a', body: '' }, () => {});
  expect(shown).toEqual([]);
});
