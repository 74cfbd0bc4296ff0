/** How often the server died lately. */

/** A server that ran so long has died once, whatever was before. */
const WELL_MS = 180_000;

export class Deaths {
  private count = 0;
  private sinceMs = 0;

  /** It runs, from now on. */
  began(nowMs: number): void {
    this.sinceMs = nowMs;
  }

  /** It died; gives how often by now, this time counted. */
  died(nowMs: number): number {
    this.count = nowMs - this.sinceMs > WELL_MS ? 1 : this.count + 1;
    return this.count;
  }

  /** A person starts it: what was before does not count. */
  forget(): void {
    this.count = 0;
  }
}
