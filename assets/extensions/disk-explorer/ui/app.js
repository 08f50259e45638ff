import { printSize } from './sizes.js';
import { treemap } from './treemap.js';
import { readUsage } from './usage.js';

const { desktopUI } = window.ddClient;
const $ = (id) => document.getElementById(id);

/** From the root to what is shown. @type {import('./usage.js').Node[]} */
let trail = [];
/** What is being read now. @type {AbortController | undefined} */
let reading;

/** One thing at a time, with a way to end it. */
async function whileReading(work) {
  reading?.abort(new DOMException('Another took its place.', 'AbortError'));
  const own = new AbortController();
  reading = own;
  drawHead();
  try {
    await work(own.signal);
  } catch (error) {
    if (error?.name !== 'AbortError') desktopUI.toast.error(error?.stderr || error?.message || String(error));
  } finally {
    if (reading === own) reading = undefined;
    draw();
  }
}

function refresh() {
  const names = trail.slice(1).map(({ name }) => name);
  return whileReading(async (signal) => {
    const root = await readUsage(signal);
    // Where a person was they stay, as far as that is still there.
    const next = [root];
    for (const name of names) {
      const found = await childNamed(next.at(-1), name, signal);
      if (!found) break;
      next.push(found);
    }
    await loadChildren(next.at(-1), signal);
    trail = next;
  });
}

async function childNamed(node, name, signal) {
  await loadChildren(node, signal);
  return node.children?.find((each) => each.name === name);
}

async function loadChildren(node, signal) {
  if (node.load && !node.children) node.children = await node.load(signal);
}

async function enter(node) {
  if (!node.children && !node.load) return;
  await whileReading(async (signal) => {
    await loadChildren(node, signal);
    trail = [...trail, node];
  });
  $('trail').querySelector('li:last-child button')?.focus();
}

function goTo(depth) {
  trail = trail.slice(0, depth + 1);
  draw();
}

// --- what is shown ----------------------------------------------------------------------------------------------

function draw() {
  drawHead();
  drawMap();
  drawTable();
}

function drawHead() {
  const items = trail.map(({ name }, depth) => {
    const item = document.createElement('li');
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: name });
    if (depth === trail.length - 1) button.setAttribute('aria-current', 'page');
    button.addEventListener('click', () => goTo(depth));
    item.append(button);
    return item;
  });
  $('trail').replaceChildren(...items);
  const node = trail.at(-1);
  $('status').textContent = reading ? 'Measuring …' : node ? printSize(node.bytes) : '';
  $('refresh').textContent = reading ? 'Cancel' : 'Refresh';
  $('open').hidden = !node?.show;
  $('note').hidden = !node?.note;
  $('note').textContent = node?.note ?? '';
}

function drawMap() {
  const map = $('map');
  const children = trail.at(-1)?.children ?? [];
  const tiles = treemap(children, ({ bytes }) => bytes, map.clientWidth, map.clientHeight)
    // Smaller ones nobody can hit: the table has them.
    .filter(({ width, height }) => width >= 4 && height >= 4)
    .map(({ item, x, y, width, height }) => {
      const tile = document.createElement('button');
      tile.type = 'button';
      tile.className = 'tile';
      tile.title = `${item.name}: ${printSize(item.bytes)}`;
      tile.setAttribute('aria-label', tile.title);
      if (!item.children && !item.load) tile.setAttribute('aria-disabled', 'true');
      Object.assign(tile.style, {
        left: `${x}px`,
        top: `${y}px`,
        width: `${width}px`,
        height: `${height}px`,
      });
      // The golden angle never comes back to where it was.
      tile.style.setProperty('--hue', `${(215 + children.indexOf(item) * 137.508) % 360}`);
      if (width > 50 && height > 36) {
        const name = Object.assign(document.createElement('b'), { textContent: item.name });
        tile.append(name, printSize(item.bytes));
      }
      tile.addEventListener('click', () => void enter(item));
      return tile;
    });
  map.replaceChildren(...tiles);
}

function drawTable() {
  const { children = [], bytes: total } = trail.at(-1) ?? { bytes: 0 };
  const rows = [...children]
    .sort((a, b) => b.bytes - a.bytes)
    .map((item) => {
      const row = document.createElement('tr');
      const name = document.createElement('td');
      if (item.children || item.load) {
        const button = Object.assign(document.createElement('button'), {
          type: 'button',
          textContent: item.name,
        });
        button.addEventListener('click', () => void enter(item));
        name.append(button);
      } else {
        name.textContent = item.name;
      }
      const part = total > 0 ? `${((item.bytes / total) * 100).toFixed(1)} %` : '';
      row.append(name, cell(printSize(item.bytes)), cell(part));
      return row;
    });
  if (rows.length === 0 && trail.length > 0) {
    const row = document.createElement('tr');
    const empty = Object.assign(document.createElement('td'), { colSpan: 3, className: 'empty' });
    empty.textContent = 'There is nothing here.';
    row.append(empty);
    rows.push(row);
  }
  $('rows').replaceChildren(...rows);
}

function cell(text) {
  return Object.assign(document.createElement('td'), { className: 'number', textContent: text });
}

// --- what a person does -----------------------------------------------------------------------------------------

$('refresh').addEventListener('click', () => {
  if (reading) reading.abort(new DOMException('Cancelled.', 'AbortError'));
  else void refresh();
});
$('open').addEventListener('click', () => {
  trail
    .at(-1)
    .show()
    .catch((error) => desktopUI.toast.error(error?.message ?? String(error)));
});
addEventListener('keydown', ({ key }) => {
  if (key === 'Backspace' && trail.length > 1) goTo(trail.length - 2);
});
new ResizeObserver(drawMap).observe($('map'));

void refresh();
