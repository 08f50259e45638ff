import { z } from 'zod';
import { procedure, stream } from './define.ts';
import { errorData } from './machine.ts';

/** A part of a task that has progress of its own: a layer of a pull, a container of a bulk action. */
export const taskItem = z.object({
  id: z.string(),
  label: z.string(),
  /** In a few words, what it is at: "Downloading", "Done". */
  status: z.string(),
  currentBytes: z.number().optional(),
  totalBytes: z.number().optional(),
});

export const taskState = z.enum(['running', 'done', 'failed', 'cancelled']);

/** A long operation. The backend runs it: it goes on when the window is closed or reloaded. */
export const task = z.object({
  id: z.string(),
  /** What it does, for an icon and for whoever waits for such tasks: "image-pull". */
  kind: z.string(),
  /** For people: "Pull nginx:alpine". */
  title: z.string(),
  /** What it works on: an image's reference, a volume's name. */
  subject: z.string(),
  state: taskState,
  /** In a few words, what it is at, or what came of it. */
  status: z.string(),
  currentBytes: z.number().optional(),
  totalBytes: z.number().optional(),
  /** Of late; absent while it is not known. */
  bytesPerSecond: z.number().optional(),
  items: z.array(taskItem),
  cancellable: z.boolean(),
  /** True where `tasks.output` has lines. */
  hasOutput: z.boolean(),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  endedAt: z.number().optional(),
  /** Set where the state is "failed". */
  error: errorData.optional(),
  /** What a task that is done leaves for its caller: an image's id. */
  result: z.record(z.string(), z.string()).optional(),
});

export const tasksUpdate = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), tasks: z.array(task) }),
  z.object({ kind: z.literal('delta'), upsert: z.array(task), remove: z.array(z.string()) }),
]);

export const taskOutputLine = z.object({ stream: z.enum(['stdout', 'stderr']), text: z.string() });

/** The answer of every call that starts a task. */
export const startedTask = z.object({ taskId: z.string() });

const taskId = z.object({ id: z.string() });

export const tasksContract = {
  /** All that run and the newest that ended, then each change, at most ten times a second. */
  watch: stream({ input: z.object({}), item: tasksUpdate }),
  /** Asks it to end; a task that has ended stays as it is. */
  cancel: procedure({ input: taskId, output: z.object({}) }),
  /** Forgets tasks that have ended: the one named, or all of them. */
  dismiss: procedure({ input: z.object({ id: z.string().optional() }), output: z.object({}) }),
  /** What it has written so far, then what it writes, until it ends. */
  output: stream({
    input: taskId,
    item: z.object({
      /** The number of the first of the lines, counted from 0: of a long output the oldest are not kept. */
      first: z.number(),
      lines: z.array(taskOutputLine),
    }),
  }),
};

export type Task = z.infer<typeof task>;
export type TaskItem = z.infer<typeof taskItem>;
export type TaskState = z.infer<typeof taskState>;
export type TasksUpdate = z.infer<typeof tasksUpdate>;
export type TaskOutputLine = z.infer<typeof taskOutputLine>;
