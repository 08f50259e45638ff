import { colourOf, LogStore, matcher, parseLine } from './log-store.js';

/** There before any script of the page: https://docs.docker.com/extensions/extensions-sdk/. */
const { docker, desktopUI } = window.ddClient;

const ROW_PX = 20;
/** Of a container that is chosen, that were written before. */
const TAIL = '1000';
/** Lines that came and are not shown yet: what is paused for long keeps its newest. */
const WAITING_LIMIT = 50_000;

const $ = (id) => document.getElementById(id);
const dark = matchMedia('(prefers-color-scheme: dark)');
const store = new LogStore();
/** By id: what the engine tells of them. */
let containers = new Map();
/** By id: the `docker logs` that runs. */
const streams = new Map();
const chosen = new Set(JSON.parse(localStorage.getItem('chosen') ?? '[]'));
let waiting = [];
let isPaused = false;
let isAtEnd = true;
let matches = matcher('', false);
/** Of the store, those that are shown. */
let shown = [];
let isDrawing = false;

// --- containers -------------------------------------------------------------------------------------------------

async function readContainers() {
  const all = await docker.listContainers({ all: true });
  // As the dashboard does, without what extensions run.
  const own = all.filter(({ Labels }) => Labels?.['com.docker.desktop.extension'] !== 'true');
  containers = new Map(own.map((each) => [each.Id, { name: each.Names[0].slice(1), state: each.State }]));
  for (const id of streams.keys()) if (!containers.has(id)) leave(id);
  for (const [id, { name, state }] of containers) {
    // One that starts again writes again: by name, since people make containers anew.
    if (chosen.has(name) && (state === 'running' || !store.lines.some((line) => line.id === id))) follow(id);
  }
  drawContainers();
}

function drawContainers() {
  const items = [...containers].map(([id, { name, state }]) => {
    const item = document.createElement('li');
    const label = document.createElement('label');
    const box = Object.assign(document.createElement('input'), {
      type: 'checkbox',
      checked: chosen.has(name),
    });
    box.addEventListener('change', () => choose([[id, name]], box.checked));
    const dot = Object.assign(document.createElement('span'), { className: 'dot' });
    dot.style.background = colourOf(name, dark.matches);
    const text = Object.assign(document.createElement('span'), {
      className: 'name',
      textContent: name,
      title: name,
    });
    const about = Object.assign(document.createElement('span'), { className: 'state', textContent: state });
    label.append(box, dot, text, about);
    item.append(label);
    return item;
  });
  const focused = [...$('containers').children].findIndex((each) => each.contains(document.activeElement));
  $('containers').replaceChildren(...items);
  $('containers').children[focused]?.querySelector('input').focus();
  $('no-containers').hidden = items.length > 0;
  draw();
}

function choose(which, isChosen) {
  for (const [id, name] of which) {
    if (isChosen) {
      chosen.add(name);
      follow(id);
    } else {
      chosen.delete(name);
      leave(id);
      store.remove(id);
      waiting = waiting.filter((line) => line.id !== id);
    }
  }
  localStorage.setItem('chosen', JSON.stringify([...chosen]));
  select();
  drawContainers();
}

// --- logs -------------------------------------------------------------------------------------------------------

function follow(id) {
  if (streams.has(id)) return;
  const last = store.lines.findLast((line) => line.id === id)?.time;
  const since = last ? ['--since', last] : ['--tail', TAIL];
  const onOutput = ({ stdout, stderr }) => {
    const line = parseLine(id, stdout ?? stderr, stderr !== undefined);
    // `--since` gives the last line once more.
    if (line.text === '' && line.time === '') return;
    if (last && line.time <= last) return;
    waiting.push(line);
    if (waiting.length > WAITING_LIMIT) waiting.splice(0, waiting.length - WAITING_LIMIT);
    draw();
  };
  const stream = docker.cli.exec('logs', ['--follow', '--timestamps', ...since, id], {
    stream: {
      onOutput,
      onError: (error) => tell(error),
      // The container has stopped: it is followed again when it starts.
      onClose: () => streams.delete(id),
      splitOutputLines: true,
    },
  });
  streams.set(id, stream);
}

function leave(id) {
  streams.get(id)?.close();
  streams.delete(id);
}

function followEvents() {
  docker.cli.exec('events', ['--filter', 'type=container', '--format', '{{ json . }}'], {
    stream: {
      onOutput: ({ stdout }) => {
        if (/"(start|die|destroy|create|rename)"/.test(stdout ?? '')) readContainers().catch(tell);
      },
      onError: tell,
      // The engine was stopped, or started anew.
      onClose: () => setTimeout(begin, 2000),
      splitOutputLines: true,
    },
  });
}

// --- what is shown ----------------------------------------------------------------------------------------------

function draw() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    if (!isPaused && waiting.length > 0) {
      store.add(waiting);
      waiting = [];
      select();
    }
    drawRows();
  });
}

function select() {
  shown = store.lines.filter((line) => matches(line.text));
}

function drawRows() {
  const log = $('log');
  $('height').style.height = `${shown.length * ROW_PX}px`;
  if (isAtEnd && !isPaused) log.scrollTop = log.scrollHeight;
  const first = Math.max(0, Math.floor(log.scrollTop / ROW_PX));
  const count = Math.ceil(log.clientHeight / ROW_PX) + 1;
  $('rows').replaceChildren(...shown.slice(first, first + count).map(row));
  const kept = shown.length === store.lines.length ? '' : ` of ${store.lines.length.toLocaleString()}`;
  const more = isPaused && waiting.length > 0 ? `, ${waiting.length.toLocaleString()} waiting` : '';
  $('count').textContent = `${shown.length.toLocaleString()}${kept} lines${more}`;
  $('end').hidden = isAtEnd;
  $('hint').hidden = shown.length > 0;
  $('hint').textContent =
    chosen.size === 0
      ? 'Choose a container to see its log.'
      : store.lines.length > 0
        ? 'No line has what you look for.'
        : 'Nothing was written yet.';
}

function row({ time, id, text, stderr }) {
  const name = containers.get(id)?.name ?? id.slice(0, 12);
  const element = Object.assign(document.createElement('div'), { className: stderr ? 'row stderr' : 'row' });
  if ($('times').checked && time) {
    const when = new Date(time);
    const shownTime = Object.assign(document.createElement('time'), { title: time });
    shownTime.textContent = `${when.toLocaleTimeString()}.${String(when.getMilliseconds()).padStart(3, '0')}`;
    element.append(shownTime);
  }
  const source = Object.assign(document.createElement('b'), { textContent: name });
  source.style.color = colourOf(name, dark.matches);
  const line = document.createElement('span');
  const [start, end] = matches(text) ?? [0, 0];
  const found = document.createElement('mark');
  found.textContent = text.slice(start, end);
  line.append(text.slice(0, start), found, text.slice(end));
  element.append(source, line);
  return element;
}

/** Errors of commands have what they printed. */
function tell(error) {
  desktopUI.toast.error(error?.stderr || error?.message || String(error));
}

// --- what a person does -----------------------------------------------------------------------------------------

function changeFilter() {
  const fault = $('fault');
  try {
    matches = matcher($('filter').value, $('regex').checked);
    fault.hidden = true;
  } catch (error) {
    fault.textContent = error.message;
    fault.hidden = false;
  }
  select();
  draw();
}

$('filter').addEventListener('input', changeFilter);
$('regex').addEventListener('change', changeFilter);
$('times').addEventListener('change', draw);
$('all').addEventListener('click', () => choose(entries(), true));
$('none').addEventListener('click', () => choose(entries(), false));
$('clear').addEventListener('click', () => {
  store.lines = [];
  waiting = [];
  select();
  draw();
});
$('pause').addEventListener('click', () => {
  isPaused = !isPaused;
  $('pause').setAttribute('aria-pressed', String(isPaused));
  $('pause').textContent = isPaused ? 'Go on' : 'Pause';
  draw();
});
$('log').addEventListener('scroll', () => {
  const { scrollTop, clientHeight, scrollHeight } = $('log');
  isAtEnd = scrollTop + clientHeight >= scrollHeight - ROW_PX;
  draw();
});
$('end').addEventListener('click', () => {
  isAtEnd = true;
  draw();
});
// What scrolls can be scrolled by keyboard.
$('log').tabIndex = 0;
dark.addEventListener('change', drawContainers);
addEventListener('resize', draw);

function entries() {
  return [...containers].map(([id, { name }]) => [id, name]);
}

function begin() {
  followEvents();
  readContainers().catch(tell);
}

begin();
