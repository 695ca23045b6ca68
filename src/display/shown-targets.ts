/**
 * For each cell of the desktop the target whose pixels it shows, where that is sure. A surface's cell is shown as a whole
 * when something is drawn on it; but what it shows may be hidden by another surface that was drawn on later, or not be
 * shown yet.
 */
export class ShownTargets {
  readonly #targets: (number | undefined)[];

  constructor(cells: number) {
    this.#targets = new Array(cells).fill(undefined);
  }

  /** Is the cell as `target` has it? The framebuffer always is. */
  shows(cell: number, target: number): boolean {
    return target === 0 || this.#targets[cell] === target;
  }

  set(cell: number, target: number | undefined): void {
    this.#targets[cell] = target;
  }

  /** Nothing is sure any more. */
  reset(): void {
    this.#targets.fill(undefined);
  }
}
