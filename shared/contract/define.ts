import type { z } from 'zod';

/**
 * Who is at the other end of a connection. Decided by the transport when the connection is opened,
 * never by an argument of a call.
 */
export type Role = 'ui' | 'web' | 'cli' | `extension:${string}`;
/** A role as the contract names it: all extensions are one kind. */
export type RoleKind = 'ui' | 'web' | 'cli' | 'extension';

/** A call with one answer. */
export interface Procedure<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  kind: 'procedure';
  input: I;
  output: O;
  roles: readonly RoleKind[];
}

/** A call answered by items until it ends, fails or is cancelled. Back-pressure reaches the producer. */
export interface Stream<I extends z.ZodType = z.ZodType, T extends z.ZodType = z.ZodType> {
  kind: 'stream';
  input: I;
  item: T;
  roles: readonly RoleKind[];
}

/** Two levels, `area.method`: `contract.machine.start`. */
export type Contract = Record<string, Record<string, Procedure | Stream>>;

const PEOPLE: readonly RoleKind[] = ['ui', 'web', 'cli'];

export function procedure<I extends z.ZodType, O extends z.ZodType>(definition: {
  input: I;
  output: O;
  roles?: readonly RoleKind[];
}): Procedure<I, O> {
  return { kind: 'procedure', roles: PEOPLE, ...definition };
}

export function stream<I extends z.ZodType, T extends z.ZodType>(definition: {
  input: I;
  item: T;
  roles?: readonly RoleKind[];
}): Stream<I, T> {
  return { kind: 'stream', roles: PEOPLE, ...definition };
}

/** What a caller holds: `client.machine.start({}, {signal})`. */
export type ClientOf<C extends Contract> = {
  [A in keyof C]: {
    [M in keyof C[A]]: C[A][M] extends Procedure<infer I, infer O>
      ? (input: z.input<I>, options?: CallOptions) => Promise<z.output<O>>
      : C[A][M] extends Stream<infer I, infer T>
        ? (input: z.input<I>, options?: CallOptions) => AsyncIterableIterator<z.output<T>>
        : never;
  };
};

/** Of a contract's streams: `area.method`. */
export type StreamNamesOf<C extends Contract> = {
  [A in keyof C & string]: {
    [M in keyof C[A] & string]: C[A][M] extends Stream ? `${A}.${M}` : never;
  }[keyof C[A] & string];
}[keyof C & string];

export interface CallOptions {
  /** Aborting cancels the call on the other side as well. */
  signal?: AbortSignal;
}

/** What a handler gets besides its validated input. */
export interface CallContext {
  role: Role;
  /** Aborted when the caller cancels or its connection drops. */
  signal: AbortSignal;
}

/** What the backend implements. A type error means that a method of the contract is missing. */
export type HandlersOf<C extends Contract> = {
  [A in keyof C]: {
    [M in keyof C[A]]: C[A][M] extends Procedure<infer I, infer O>
      ? (input: z.output<I>, context: CallContext) => Promise<z.input<O>> | z.input<O>
      : C[A][M] extends Stream<infer I, infer T>
        ? (input: z.output<I>, context: CallContext) => AsyncIterable<z.input<T>>
        : never;
  };
};
