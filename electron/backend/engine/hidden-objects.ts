import { isOfExtension } from '../../../shared/model/extension-labels.ts';

/**
 * What lists leave out unless a person asks for it: what extensions run. It is still there for who knows its id or name,
 * so that its logs can be read.
 */
export interface HiddenObjects {
  isHidden(labels: Readonly<Record<string, string>> | null | undefined): boolean;
  /** Called when that has another answer than before. */
  onChange(listener: () => void): () => void;
}

/** Marked, not left out: who knows a name finds a page about it. */
export function markHidden<
  T extends { labels: Readonly<Record<string, string>>; isHidden?: true | undefined },
>(items: readonly T[], hidden: Pick<HiddenObjects, 'isHidden'>): T[] {
  return items.map((item) => (hidden.isHidden(item.labels) ? { ...item, isHidden: true } : item));
}

/** Which extensions there are on an engine. */
export interface KnownExtensions {
  isOfInstalled(labels: Readonly<Record<string, string>> | null | undefined): boolean;
  onChange(listener: () => void): () => void;
}

/** Of engines that are not Pier's, whose extensions another program may look after. */
const ANY: KnownExtensions = { isOfInstalled: isOfExtension, onChange: () => () => {} };

/** @param settings what a person has set; without them all of it is hidden */
export function hiddenObjects(
  settings?: {
    current: { showExtensionContainers: boolean };
    onChange(listener: () => void): () => void;
  },
  extensions: KnownExtensions = ANY,
): HiddenObjects {
  return {
    isHidden: (labels) => !settings?.current.showExtensionContainers && extensions.isOfInstalled(labels),
    onChange: (listener) => {
      let before = settings?.current.showExtensionContainers;
      const ends = [
        extensions.onChange(listener),
        settings?.onChange(() => {
          const now = settings.current.showExtensionContainers;
          if (now === before) return;
          before = now;
          listener();
        }),
      ];
      return () => {
        for (const end of ends) end?.();
      };
    },
  };
}
