/** A map by instrument id that is asked for every record. */

const SLOTS = 4096;

/** What belongs to an instrument: a direct-mapped table, since a map costs more than all that is done with a record. */
export class SessionCache<Session> {
  readonly #ids = new Uint32Array(SLOTS);
  readonly #sessions: (Session | undefined)[] = new Array(SLOTS).fill(undefined);

  /** `undefined` if the id was not noted yet, or was displaced by another. */
  get(id: number): Session | undefined {
    const slot = id & (SLOTS - 1);
    return this.#ids[slot] === id ? this.#sessions[slot] : undefined;
  }

  /** Notes what belongs to an instrument. */
  set(id: number, session: Session): void {
    const slot = id & (SLOTS - 1);
    this.#ids[slot] = id;
    this.#sessions[slot] = session;
  }

  /** Forgets all. */
  clear(): void {
    this.#sessions.fill(undefined);
  }
}
