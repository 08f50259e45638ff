import { z } from 'zod';
import { procedure, stream } from './define.ts';
import { imageName, platform } from './image-reference.ts';
import { errorData } from './machine.ts';
import { startedTask } from './tasks.ts';

/** A Dockerfile is text that people write: more is a mistake. */
const DOCKERFILE_LIMIT = 1024 * 1024;

const pair = z.object({ name: z.string().trim().min(1, 'Name it'), value: z.string() });

export const buildRequest = z.object({
  /** The absolute path of a folder where the backend runs. Absent: nothing but the Dockerfile. */
  context: z.string().trim().min(1, 'Choose a folder').optional(),
  dockerfile: z.discriminatedUnion('kind', [
    /** Absolute, or from the context on. */
    z.object({ kind: z.literal('file'), path: z.string().trim().min(1, 'Name a Dockerfile') }),
    z.object({
      kind: z.literal('text'),
      text: z
        .string()
        .max(DOCKERFILE_LIMIT, 'No Dockerfile is that long')
        .refine((text) => text.trim() !== '', 'Write a Dockerfile'),
    }),
  ]),
  tags: z.array(imageName).max(50).default([]),
  buildArgs: z.array(pair).default([]),
  labels: z.array(pair).default([]),
  /** Files that RUN --mount=type=secret may read, and that no layer keeps. Not with the classic builder. */
  secrets: z
    .array(
      z.object({
        id: z
          .string()
          .trim()
          .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'Letters, digits, dots, dashes and underscores'),
        /** Of the computer that runs Pier. */
        path: z.string().trim().min(1, 'Choose a file'),
      }),
    )
    .default([]),
  /** A stage of the Dockerfile. */
  target: z.string().trim().optional(),
  platform: platform.optional(),
  noCache: z.boolean().default(false),
  /** Asks the registry for newer base images. */
  pull: z.boolean().default(false),
});

/** Lines of the Dockerfile, counted from 1, both ends included. */
const lines = z.object({ first: z.number(), last: z.number() });

export const buildStep = z.object({
  /** As the output has it: "Step 3/7" of the classic builder, "#3" of BuildKit. */
  number: z.number(),
  text: z.string(),
  /** False for what comes around the Dockerfile: reading the folder, writing the image. */
  instruction: z.boolean(),
  lines: lines.optional(),
  state: z.enum(['running', 'done', 'cached', 'failed', 'cancelled']),
  /** The number of its first line in the task's output, counted from 0. */
  outputLine: z.number(),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  endedAt: z.number().optional(),
});

export const buildWarning = z.object({
  message: z.string(),
  detail: z.string().optional(),
  /** Where it is explained. */
  url: z.string().optional(),
  lines: lines.optional(),
});

export const builder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('buildkit'), version: z.string() }),
  /** What every engine has, where BuildKit cannot be used, with the reason. */
  z.object({ kind: z.literal('classic'), reason: errorData }),
]);

export const buildUpdate = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('source'), name: z.string(), dockerfile: z.string(), builder }),
  z.object({
    kind: z.literal('progress'),
    /** Those that were begun; several may run at once. */
    steps: z.array(buildStep),
    /** How many instructions become steps. Absent until the engine has read the Dockerfile; it may grow. */
    stepCount: z.number().optional(),
    /** The first of them. */
    warnings: z.array(buildWarning),
    /** How many more there were: the output has them all. */
    warningsLeftOut: z.number(),
    /** The lines that failed, and why. Without lines it was not one of the Dockerfile's. */
    failure: z.object({ lines: lines.optional(), message: z.string() }).optional(),
    ended: z.boolean(),
  }),
]);

export const buildsContract = {
  /** Checks folder and Dockerfile, then builds; the task's result has `imageId`, its output is the engine's. */
  start: procedure({ input: buildRequest, output: startedTask, roles: ['ui', 'web'] }),
  /** The Dockerfile, then the steps each time they change, until the build has ended. */
  watch: stream({ input: z.object({ taskId: z.string() }), item: buildUpdate, roles: ['ui', 'web'] }),
};

export type BuildRequest = z.infer<typeof buildRequest>;
export type BuildRequestInput = z.input<typeof buildRequest>;
export type BuildStep = z.infer<typeof buildStep>;
export type BuildWarning = z.infer<typeof buildWarning>;
export type Builder = z.infer<typeof builder>;
export type BuildUpdate = z.infer<typeof buildUpdate>;
export type DockerfileLines = z.infer<typeof lines>;
