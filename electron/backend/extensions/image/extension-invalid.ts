import { AppError } from '../../../../shared/errors.ts';

/** What is no extension that can be installed. @param cause a sentence's end: "it has no '/metadata.json'" */
export function extensionInvalid(name: string, cause: string, options?: { cause?: unknown }): AppError {
  return new AppError(
    'extension_invalid',
    `Cannot install '${name}': ${cause}.`,
    'Ask its publisher, or choose another version of it.',
    options,
  );
}
