/** Milliseconds since the Unix epoch that never run backwards: what viewers compare with their own time stamps. */
export const wallClock = (): number => performance.timeOrigin + performance.now();
