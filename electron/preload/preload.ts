import { ipcRenderer } from 'electron';

/**
 * Lists no methods: asks the main process for a port and hands it to the page, which speaks the contract over it.
 * The main process checks the sender's frame before it answers.
 */
ipcRenderer.on('pier:port', (event) => {
  window.postMessage({ type: 'pier:port' }, window.location.origin, event.ports);
});

window.addEventListener('message', (event) => {
  if (event.source === window && event.data?.type === 'pier:connect') ipcRenderer.send('pier:connect');
});
