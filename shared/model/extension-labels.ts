/** Labels of extensions: on their images by whoever publishes them, on their containers by whoever runs them. */
export const EXTENSION_LABEL = {
  title: 'org.opencontainers.image.title',
  description: 'org.opencontainers.image.description',
  vendor: 'org.opencontainers.image.vendor',
  /** What makes an image an extension. */
  apiVersion: 'com.docker.desktop.extension.api.version',
  icon: 'com.docker.desktop.extension.icon',
  screenshots: 'com.docker.extension.screenshots',
  detailedDescription: 'com.docker.extension.detailed-description',
  publisherUrl: 'com.docker.extension.publisher-url',
  changelog: 'com.docker.extension.changelog',
  additionalUrls: 'com.docker.extension.additional-urls',
  accountInfo: 'com.docker.extension.account-info',
  categories: 'com.docker.extension.categories',
  /** "true" on what an extension runs; extensions set it themselves on what they make. */
  isExtension: 'com.docker.desktop.extension',
  /** The extension's title. */
  name: 'com.docker.desktop.extension.name',
} as const;

/** What a published image must have. Their values may be empty. */
export const REQUIRED_LABELS = [
  EXTENSION_LABEL.title,
  EXTENSION_LABEL.description,
  EXTENSION_LABEL.vendor,
  EXTENSION_LABEL.apiVersion,
  EXTENSION_LABEL.icon,
  EXTENSION_LABEL.screenshots,
  EXTENSION_LABEL.detailedDescription,
  EXTENSION_LABEL.publisherUrl,
  EXTENSION_LABEL.changelog,
] as const;

type Labels = Readonly<Record<string, string>> | null | undefined;

/** Those that a published image must have and this one has not. */
export function missingLabels(labels: Labels): string[] {
  return REQUIRED_LABELS.filter((name) => labels?.[name] === undefined);
}

export function isExtensionImage(labels: Labels): boolean {
  return labels?.[EXTENSION_LABEL.apiVersion] !== undefined;
}

const PROJECT_LABEL = 'com.docker.compose.project';

/** Whether a container, volume or network belongs to an extension: lists leave it out unless asked for. */
export function isOfExtension(labels: Labels): boolean {
  return (
    labels?.[EXTENSION_LABEL.isExtension] === 'true' ||
    (labels?.[PROJECT_LABEL]?.endsWith(PROJECT_ENDING) ?? false)
  );
}

const PROJECT_ENDING = '-desktop-extension';

/** Of an extension's backend. Extensions write it into their own sources. */
export function extensionProject(id: string): string {
  return `${id}${PROJECT_ENDING}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
}

/** Of the first service's container. Extensions write it into their own sources. */
export function firstContainerName(id: string): string {
  return `${extensionProject(id)}-service`;
}
