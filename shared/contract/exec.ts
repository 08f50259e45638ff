import { z } from 'zod';
import { procedure, stream } from './define.ts';

/** How a session ended. */
export const execEnd = z.object({
  /** Milliseconds since the epoch. */
  at: z.number(),
  /**
   * `exited`: the process ended by itself, or with its container. `closed`: a person closed the session. `lost`: the
   * engine went away.
   */
  reason: z.enum(['exited', 'closed', 'lost']),
  /** Absent where the engine could not tell it any more. */
  exitCode: z.number().optional(),
  /** True where the process may go on without a terminal, as it could not be ended. */
  leftBehind: z.boolean(),
});

/** A terminal in a container. It lives in the backend: pages come and go. */
export const execSession = z.object({
  id: z.string(),
  containerId: z.string(),
  containerName: z.string(),
  command: z.array(z.string()),
  /** Empty: the container's own. */
  user: z.string(),
  columns: z.number(),
  rows: z.number(),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  /** Absent while it runs. */
  end: execEnd.optional(),
});

const size = {
  columns: z.number().int().min(2).max(1000),
  rows: z.number().int().min(1).max(1000),
};
const sessionId = z.object({ id: z.string() });

export const openExec = z.object({
  containerId: z.string().min(1),
  /** As argv. Absent: a shell, the most capable that the container has. */
  command: z.array(z.string().max(100_000)).min(1).max(1000).optional(),
  /** A name or number, with ":group" if need be. */
  user: z.string().trim().max(200).optional(),
  workingDir: z
    .string()
    .trim()
    .regex(/^$|^\//, 'Give an absolute path in the container')
    .optional(),
  env: z
    .array(z.object({ name: z.string().regex(/^[^=\0]+$/), value: z.string() }))
    .max(1000)
    .default([]),
  ...size,
});

export const execContract = {
  /** All sessions that run and those that ended and were not dismissed, the oldest first; then each change. */
  watch: stream({ input: z.object({}), item: z.object({ sessions: z.array(execSession) }) }),
  /** Opens a terminal. Answers when its process runs; fails with the reason it cannot. */
  open: procedure({ input: openExec, output: execSession }),
  /**
   * What it has written of late, then what it writes, until it ends. While a reader does not take it, the process is
   * held back; without readers it runs freely.
   */
  output: stream({
    /** `from` is the number of a byte: where a reader goes on that had the ones before. */
    input: sessionId.extend({ from: z.number().int().min(0).optional() }),
    item: z.object({
      /** The number of the first byte. A reader that expected another one has missed some, and starts anew. */
      at: z.number(),
      /** Base64: bytes as they came, characters may be cut. */
      data: z.string(),
      /** True for what was written before: a terminal must not answer the questions in it again. */
      replay: z.boolean(),
    }),
  }),
  /** What a person typed. Resolves when the engine has taken it. */
  write: procedure({ input: sessionId.extend({ data: z.string().max(1_000_000) }), output: z.object({}) }),
  resize: procedure({ input: sessionId.extend(size), output: z.object({}) }),
  /**
   * Ends the process as a closed terminal does: with SIGHUP, and by force where that does not help. An image without
   * a shell has nothing to send signals with: the terminal is taken away, and the process may go on.
   */
  close: procedure({ input: sessionId, output: execSession }),
  /** Forgets sessions that have ended: the one named, or all of a container. */
  dismiss: procedure({
    input: z.object({ id: z.string().optional(), containerId: z.string().optional() }),
    output: z.object({}),
  }),
};

export type ExecEnd = z.infer<typeof execEnd>;
export type ExecSession = z.infer<typeof execSession>;
export type OpenExec = z.infer<typeof openExec>;
export type OpenExecInput = z.input<typeof openExec>;
