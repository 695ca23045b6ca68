/** Runs `task` after `ms` and returns a function that cancels it. */
export const later = (task: () => void, ms: number): (() => void) => {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
};
