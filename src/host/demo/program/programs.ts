import { LogPane } from '../apps/log.js';
import { Notepad } from '../apps/notepad.js';
import { PhotoViewer } from '../apps/photo-viewer.js';
import type { App } from '../scene/app.js';

/** What the demo publishes: each alias with the windows that it opens, from back to front. */
const PROGRAMS: Readonly<Record<string, () => readonly App[]>> = {
  notes: () => [new Notepad({ document: true })],
  photos: () => [new PhotoViewer()],
  desk: () => [new LogPane(Date.now()), new Notepad({ document: true })],
};

/** Windows of the program under this alias; undefined when none is published so. */
export const programOf = (alias: string): readonly App[] | undefined =>
  Object.hasOwn(PROGRAMS, alias) ? PROGRAMS[alias]() : undefined;
