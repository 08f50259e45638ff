/**
 * What carries the contract: a MessagePort, a WebSocket, a unix socket. A message is one text, so that its size is
 * known and the same values cross every transport. Order is kept and nothing is lost until the transport closes.
 */
export interface Transport {
  /** Throws nothing: sending on a closed transport does nothing, since close listeners have told everybody. */
  send(text: string): void;
  /** Called once, in the turn in which the transport was made; `undefined` stands for a message that is no text. */
  onMessage(listener: (text: string | undefined) => void): void;
  /** Each listener is called once, at once where the transport is closed already. */
  onClose(listener: () => void): void;
  /** Idempotent. */
  close(): void;
}
