/** The way to the backend. The rest of the store keeps its last state while it is lost. */
export type ConnectionSlice =
  | { kind: 'connecting' }
  | { kind: 'open' }
  /** @property retryAt milliseconds since the epoch; absent while a try is under way */
  | { kind: 'lost'; retryAt?: number }
  /** The host answers and no longer knows this browser. */
  | { kind: 'signed-out' };

export const initialConnection: ConnectionSlice = { kind: 'connecting' };
