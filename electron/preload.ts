import { contextBridge, ipcRenderer } from 'electron';
import { IPC } from './desktop/channels.ts';

/**
 * All that a page of this app has of the machine: a line to its host. The page can send text and hear what comes; which host that is,
 * and what the text may ask, is settled on the other side.
 */
const listeners: ((message: string | ArrayBuffer) => void)[] = [];

ipcRenderer.on(IPC.toPage, (_, message: string | ArrayBuffer) => {
  // Taken once this busy page has got to it: the host holds frames back by what is not taken.
  ipcRenderer.send(IPC.taken, typeof message === 'string' ? message.length : message.byteLength);
  for (const listener of listeners) listener(message);
});

contextBridge.exposeInMainWorld('fairway', {
  send: (text: string) => ipcRenderer.send(IPC.toHost, text),
  onMessage: (listener: (message: string | ArrayBuffer) => void) => {
    listeners.push(listener);
  },
});

ipcRenderer.send(IPC.open);
