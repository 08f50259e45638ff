import { z } from 'zod';

/**
 * Names as the engine takes them, by the grammar of https://github.com/distribution/reference: an optional registry,
 * path parts in lower case, an optional tag, an optional digest.
 */
const REGISTRY = String.raw`(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?/)?`;
const PART = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;
const PATH = `${PART}(?:/${PART})*`;
const TAG = String.raw`\w[\w.-]{0,127}`;
const DIGEST = '[a-zA-Z0-9+._-]+:[0-9a-fA-F]{32,}';

const NAME_HINT = 'Name it like "nginx:1.27" or "ghcr.io/owner/name:tag", in lower case';

/** What a registry is asked for: "nginx", "nginx:1.27", "host:5000/name@sha256:…". */
export const imageReference = z
  .string()
  .trim()
  .min(1, 'Name an image')
  .max(512, 'No image has so long a name')
  .regex(new RegExp(`^${REGISTRY}${PATH}(?::${TAG})?(?:@${DIGEST})?$`), NAME_HINT);

/** What an image is called: without a digest, which nobody can choose. No tag means "latest". */
export const imageName = z
  .string()
  .trim()
  .min(1, 'Name the image')
  .max(512, 'No image has so long a name')
  .regex(new RegExp(`^${REGISTRY}${PATH}(?::${TAG})?$`), NAME_HINT);

/** `linux/arm64`, `linux/arm/v7`. */
export const platform = z
  .string()
  .trim()
  .regex(/^[a-z0-9]+(?:\/[a-z0-9_]+(?:\/[a-z0-9]+)?)?$/, 'Name it like "linux/arm64"');
