import t from 'tap';
import { checkRows } from '../rdp-active/rows.js';
import { CAPABILITY_ROWS } from './capability-rows.js';
import { CONNECTION_ROWS } from './connection-rows.js';
import { LICENSE_ROWS } from './license-rows.js';
import { SHARE_ROWS } from './share-rows.js';

t.test('X.224, MCS and GCC', async (t) => checkRows(t, CONNECTION_ROWS));
t.test('share PDUs', async (t) => checkRows(t, SHARE_ROWS));
t.test('capability sets', async (t) => checkRows(t, CAPABILITY_ROWS));
t.test('licensing and standard security', async (t) => checkRows(t, LICENSE_ROWS));
