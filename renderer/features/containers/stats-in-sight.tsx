import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { createStore, useStore } from 'zustand';
import type { CurrentStats } from '../../../shared/contract/stats.ts';
import { useLive } from '../../store/use-live.ts';

/** While a person scrolls the rows in sight change many times a second; they are asked about when it rests. */
const SETTLE_MS = 200;
/** As many as are asked about at once. */
const LIMIT = 200;

interface StatsState {
  /** How many cells show each container. */
  wanted: ReadonlyMap<string, number>;
  samples: Readonly<Record<string, CurrentStats>>;
}

const createStatsStore = () =>
  createStore<StatsState>(() => ({ wanted: new Map<string, number>(), samples: {} }));
type StatsStore = ReturnType<typeof createStatsStore>;

const StatsContext = createContext<StatsStore | undefined>(undefined);

/** Measures the containers of which a cell below is drawn: no cell, no measuring. */
export function StatsInSight({ children }: { children: ReactNode }) {
  const store = useMemo(createStatsStore, []);
  return (
    <StatsContext value={store}>
      {children}
      <Measuring store={store} />
    </StatsContext>
  );
}

/** Apart from the rows, which have nothing to do with each second's answer. */
function Measuring({ store }: { store: StatsStore }) {
  const [ids, setIds] = useState<string>('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      timer = undefined;
      const all = [...store.getState().wanted.keys()];
      setIds(all.sort().slice(0, LIMIT).join(' '));
    };
    const change = () => {
      timer ??= setTimeout(settle, SETTLE_MS);
    };
    change();
    const stop = store.subscribe((now, before) => {
      if (now.wanted !== before.wanted) change();
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store]);
  return ids === '' ? null : <Watch store={store} ids={ids} />;
}

function Watch({ store, ids }: { store: StatsStore; ids: string }) {
  const { value } = useLive(
    (client, signal) => client.stats.watch({ ids: ids.split(' ') }, { signal }),
    [ids],
  );
  useEffect(() => {
    // What was known stays while others come into sight: numbers must not flicker.
    if (value)
      store.setState(({ samples, wanted }) => ({ samples: keep({ ...samples, ...value.samples }, wanted) }));
  }, [value, store]);
  return null;
}

/** What a running container uses, while a component that asks for it is shown. */
export function useSample(id: string, running: boolean): CurrentStats | undefined {
  const store = useContext(StatsContext);
  if (!store) throw new Error('There is no <StatsInSight> around.');
  useEffect(() => {
    if (!running) return;
    store.setState(({ wanted }) => ({ wanted: counted(wanted, id, 1) }));
    return () => store.setState(({ wanted }) => ({ wanted: counted(wanted, id, -1) }));
  }, [store, id, running]);
  return useStore(store, ({ samples }) => (running ? samples[id] : undefined));
}

function counted(
  wanted: ReadonlyMap<string, number>,
  id: string,
  change: number,
): ReadonlyMap<string, number> {
  const next = new Map(wanted);
  const count = (next.get(id) ?? 0) + change;
  if (count > 0) next.set(id, count);
  else next.delete(id);
  return next;
}

function keep(
  samples: Readonly<Record<string, CurrentStats>>,
  wanted: ReadonlyMap<string, number>,
): Record<string, CurrentStats> {
  return Object.fromEntries(Object.entries(samples).filter(([id]) => wanted.has(id)));
}
