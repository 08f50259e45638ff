import type * as Electron from 'electron';

/** Shows messages of the system. One that is not held would be collected, and its click lost. */
export class Notifications {
  readonly #shown = new Set<Electron.Notification>();

  constructor(private readonly electron: Pick<typeof Electron, 'Notification'>) {}

  /** Nothing happens where the system has none. */
  show(message: { title: string; body: string }, onClick: () => void): void {
    const { Notification } = this.electron;
    if (!Notification.isSupported()) return;
    const notification = new Notification(message);
    this.#shown.add(notification);
    const forget = () => this.#shown.delete(notification);
    notification.on('click', () => {
      forget();
      onClick();
    });
    notification.on('close', forget);
    notification.on('failed', forget);
    notification.show();
  }
}
