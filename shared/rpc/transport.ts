/**
 * What carries the contract: a MessagePort, a WebSocket, a unix socket. A message is one JSON value.
 * Order is kept and nothing is lost until the transport closes.
 */
export interface Transport {
  /** Throws nothing: sending on a closed transport does nothing, since close handlers have told everybody. */
  send(message: unknown): void;
  /** One listener; messages that came before it was set are kept for it. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, at once where the transport is closed already. */
  onClose(listener: () => void): void;
  close(): void;
}
