import { readFileSync } from 'node:fs';

/** Fields of /proc/PID/stat behind the command's name, proc(5): utime and stime. */
const UTIME = 11;
const STIME = 12;
/** USER_HZ of every Linux that Node runs on. */
const TICK_MS = 10;

/** Processor time of a process so far, all its threads, in ms. */
export function processorTime(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[UTIME]) + Number(fields[STIME])) * TICK_MS;
}
