import { t } from '../../../renderer/i18n/index.ts';
import type { EngineEntry } from '../../../shared/contract/engines.ts';
import { engineKind } from '../../../shared/model/engine-kind.ts';
import { printBytes } from '../../../shared/model/settings.ts';
import type { TrayState } from './tray-state.ts';

/** A native menu grows as wide as its longest line. */
const LABEL_LENGTH = 80;
/** Windows shows 127 characters of a tooltip. */
const TOOLTIP_LENGTH = 120;

/** What others have written, as one line of a native menu, where "&" would underline the next letter. */
export function menuLabel(text: string): string {
  return shorten(text, LABEL_LENGTH).replaceAll('&', '&&');
}

/** The state in one line: what is under way, or why nothing is. */
export function stateLine(state: Pick<TrayState, 'status' | 'engines' | 'quitting'>): string {
  const { status } = state;
  if (state.quitting) return t.tray.quitting;
  if (!status) return t.tray.connecting;
  const engine = shownEngineName(state);
  const machine = status.state;
  if (machine.kind === 'provisioning' && machine.progress !== undefined) {
    const percent = Math.floor(machine.progress * 100);
    return t.tray.step(engine, t.tray.progress(machine.step.title, percent));
  }
  if (machine.kind === 'provisioning' || machine.kind === 'starting') {
    return t.tray.step(engine, machine.step.title);
  }
  const line = t.tray.state(engine, t.engine.kinds[engineKind(status)]);
  if (machine.kind === 'failed') return t.tray.because(line, machine.error.message);
  if (machine.kind === 'running' && machine.degraded) return t.tray.because(line, machine.degraded.message);
  return line;
}

/** The state, and what the machine takes from this computer where that is known. */
export function trayTooltip(state: TrayState): string {
  const lines = [t.tray.name, shorten(stateLine(state), TOOLTIP_LENGTH - t.tray.name.length - 2)];
  const { usage } = state;
  if (usage && !state.quitting) {
    const cpu = t.tray.cpu(Math.round(usage.cpuPercent), usage.cpus);
    const memory = t.tray.memory(printBytes(usage.memoryBytes), printBytes(usage.memoryLimitBytes));
    const taken = t.tray.usage(cpu, memory);
    // What is taken is short; a reason may be long.
    lines[1] = shorten(stateLine(state), TOOLTIP_LENGTH - t.tray.name.length - taken.length - 3);
    lines.push(taken);
  }
  return lines.join('\n');
}

/** What an engine is called: Pier's own has no name of its own. */
export function engineName({ kind, name }: Pick<EngineEntry, 'kind' | 'name'>): string {
  return kind === 'own' ? t.engines.own : name;
}

/** The engine that the tray is about. */
export function shownEngineName({ engines }: Pick<TrayState, 'engines'>): string {
  const shown = engines?.engines.find(({ id }) => id === engines.current);
  return shown && shown.kind !== 'own' ? shown.name : t.engine.engine;
}

function shorten(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).trimEnd()}…`;
}
