import { z } from 'zod';
import { procedure, stream } from './define.ts';
import { errorData } from './machine.ts';

/** Something that is looked at when Pier does not do what it should. */
export const selfCheck = z.object({
  id: z.string(),
  title: z.string(),
  /** What it is good for, or what to do where it fails, in a sentence. */
  hint: z.string(),
  /** Without it the engine does not work at all. */
  fatal: z.boolean(),
  /** What its repair does, where there is one. */
  repair: z.string().optional(),
});

export const checkOutcome = z.object({
  id: z.string(),
  /** `skipped`: it does not apply to this engine, or not while the engine is stopped. */
  status: z.enum(['ok', 'failed', 'skipped']),
  /** What was found, in a few words. */
  detail: z.string(),
  /** Set where it failed. */
  error: errorData.optional(),
  /** In milliseconds. */
  tookMs: z.number(),
});

export const bundleFile = z.object({ path: z.string(), bytes: z.number() });

export const diagnosticsContract = {
  /** All checks, or those named, side by side: what they are first, then each as it ends. */
  check: stream({
    input: z.object({ ids: z.array(z.string()).optional() }),
    item: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('started'), checks: z.array(selfCheck) }),
      z.object({ kind: z.literal('ended'), outcome: checkOutcome }),
    ]),
  }),
  /** Answers with what was done. Check again to see whether it helped. */
  repair: procedure({ input: z.object({ id: z.string() }), output: z.object({ detail: z.string() }) }),
  /** Gathers what helps others to help, without secrets. It is kept for a quarter of an hour, to be looked at. */
  prepareBundle: procedure({
    input: z.object({}),
    output: z.object({ id: z.string(), fileName: z.string(), files: z.array(bundleFile) }),
  }),
  /** The text of one of its files. */
  bundleText: stream({
    input: z.object({ id: z.string(), path: z.string() }),
    item: z.object({ text: z.string() }),
  }),
  /** The bundle as it was looked at, for the browser to save. */
  downloadBundle: procedure({
    input: z.object({ id: z.string() }),
    output: z.object({ url: z.string(), fileName: z.string() }),
    roles: ['ui', 'web'],
  }),
};

export type SelfCheckInfo = z.infer<typeof selfCheck>;
export type CheckOutcome = z.infer<typeof checkOutcome>;
export type BundleFile = z.infer<typeof bundleFile>;
