import { z } from 'zod';
import type { ExtensionDetails } from '../../../../shared/contract/extension-details.ts';
import { safeLink } from '../../../../shared/model/catalogue-address.ts';
import { EXTENSION_LABEL } from '../../../../shared/model/extension-labels.ts';

/** More is no description any more: the list of what is installed is read in one piece. */
const TEXT_LIMIT = 64 * 1024;
const LIST_LIMIT = 24;
const WORD_LIMIT = 500;

/** What an image's labels tell. Values that cannot be understood count as absent: many publishers leave them empty. */
export function labelDetails(labels: Readonly<Record<string, string>> | null | undefined): ExtensionDetails {
  const text = (name: string) => (labels?.[name] ?? '').slice(0, TEXT_LIMIT);
  const publisherUrl = safeLink(text(EXTENSION_LABEL.publisherUrl));
  return {
    categories: toCategories(text(EXTENSION_LABEL.categories).split(',')),
    screenshots: toScreenshots(parse(text(EXTENSION_LABEL.screenshots))),
    detailedDescription: text(EXTENSION_LABEL.detailedDescription),
    changelog: text(EXTENSION_LABEL.changelog),
    ...(publisherUrl && { publisherUrl }),
    ...(needsAccount(labels?.[EXTENSION_LABEL.accountInfo]) && { needsAccount: true }),
    links: toLinks(parse(text(EXTENSION_LABEL.additionalUrls))),
  };
}

/** Whether what a publisher says of accounts is the one word that says so. */
export function needsAccount(text: string | undefined): boolean {
  return text?.trim().toLowerCase() === 'required';
}

/** In the one form that filters compare: lower case, with hyphens. */
export function toCategories(values: readonly string[]): string[] {
  const names = values.map((each) => each.trim().toLowerCase().replaceAll(/\s+/g, '-').slice(0, 40));
  return [...new Set(names)].filter(Boolean).slice(0, LIST_LIMIT);
}

const screenshot = z.object({ alt: z.string().default(''), url: z.string() });
const link = z.object({ title: z.string().default(''), url: z.string() });

/** @param resolve makes an address of what is written; undefined leaves it out */
export function toScreenshots(
  value: unknown,
  resolve: (url: string) => string | undefined = safeLink,
): ExtensionDetails['screenshots'] {
  return listed(value, screenshot).flatMap(({ alt, url }) => {
    const address = resolve(url.trim());
    return address ? [{ alt: alt.trim().slice(0, WORD_LIMIT), url: address }] : [];
  });
}

export function toLinks(value: unknown): ExtensionDetails['links'] {
  return listed(value, link).flatMap(({ title, url }) => {
    const address = safeLink(url.trim());
    return address ? [{ title: title.trim().slice(0, WORD_LIMIT) || address, url: address }] : [];
  });
}

function listed<T>(value: unknown, schema: z.ZodType<T>): T[] {
  const values = Array.isArray(value) ? value.slice(0, LIST_LIMIT) : [];
  return values.flatMap((each) => {
    const { data } = schema.safeParse(each);
    return data ? [data] : [];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
