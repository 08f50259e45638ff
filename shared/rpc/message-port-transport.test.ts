import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { messagePortTransport } from './message-port-transport.ts';

/** Of Electron's main process: messages come wrapped in an event, and `close` tells of the other side only. */
class MainPort extends EventEmitter {
  sent: string[] = [];
  started = false;
  postMessage(text: string): void {
    this.sent.push(text);
  }
  start(): void {
    this.started = true;
  }
  close(): void {}
}

describe('messagePortTransport', () => {
  it('speaks with the ports of the main process', () => {
    const port = new MainPort();
    const transport = messagePortTransport(port);
    const heard: (string | undefined)[] = [];
    const closed = vi.fn();
    transport.onClose(closed);
    expect(port.started).toBe(false);
    transport.onMessage((text) => heard.push(text));
    expect(port.started).toBe(true);
    port.emit('message', { data: 'hello', ports: [] });
    port.emit('message', { data: { no: 'text' }, ports: [] });
    transport.send('back');
    expect(heard).toEqual(['hello', undefined]);
    expect(port.sent).toEqual(['back']);
    port.emit('close');
    port.emit('close');
    expect(closed).toHaveBeenCalledOnce();
  });

  it('speaks with the ports of the web', async () => {
    const { port1, port2 } = new MessageChannel();
    // Without Node's own `on`, what is left is the web's interface.
    const webPort = {
      addEventListener: port1.addEventListener.bind(port1),
      postMessage: port1.postMessage.bind(port1),
      start: port1.start.bind(port1),
      close: port1.close.bind(port1),
    } as unknown as MessagePort;
    const transport = messagePortTransport(webPort);
    const heard = new Promise((resolve) => transport.onMessage(resolve));
    port2.postMessage('hello');
    expect(await heard).toBe('hello');
    const closed = new Promise<void>((resolve) => transport.onClose(resolve));
    port2.close();
    await closed;
  });

  it('tells of its own close, and late listeners too', () => {
    const transport = messagePortTransport(new MainPort());
    const closed = vi.fn();
    transport.onClose(closed);
    transport.close();
    transport.close();
    transport.onClose(closed);
    expect(closed).toHaveBeenCalledTimes(2);
  });

  it('keeps what comes before there is a listener, as the web and Node do until start()', async () => {
    const { port1, port2 } = new MessageChannel();
    messagePortTransport(port1).send('early');
    const transport = messagePortTransport(port2);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await new Promise((resolve) => transport.onMessage(resolve))).toBe('early');
    transport.close();
  });
});
