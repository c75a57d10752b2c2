/** Records by id, with indexes on the fields they are looked up by; always in ascending order of id. */
export class Table<T extends { id: number }> {
  readonly #byId = new Map<number, T>();
  readonly #indexes = new Map<string, Map<unknown, Set<number>>>();
  #next: number;
  #ordered: T[] | undefined = [];

  constructor(firstId: number, indexed: readonly (keyof T & string)[] = []) {
    this.#next = firstId;
    for (const field of indexed) this.#indexes.set(field, new Map());
  }

  /** Gives the record the next free id, or keeps the one it has. */
  insert(given: Omit<T, 'id'> & { id?: number | undefined }): T {
    const id = given.id ?? this.#next;
    if (this.#byId.has(id)) throw new Error(`id ${id} is taken`);
    const record = { ...given, id } as T;
    const inOrder = (this.#ordered?.at(-1)?.id ?? -1) < id;
    this.#next = Math.max(this.#next, id + 1);
    this.#byId.set(id, record);
    this.#index(record);
    if (inOrder) this.#ordered?.push(record);
    else this.#ordered = undefined;
    return record;
  }

  update(id: number, changes: Partial<T>): T {
    const record = this.get(id);
    const fields = [...this.#indexes.keys()] as (keyof T)[];
    const moves = fields.some(field => field in changes && changes[field] !== record[field]);
    if (moves) this.#unindex(record);
    Object.assign(record, changes);
    if (moves) this.#index(record);
    return record;
  }

  remove(id: number): void {
    const record = this.find(id);
    if (!record) return;
    this.#byId.delete(id);
    this.#unindex(record);
    this.#ordered = undefined;
  }

  find(id: unknown): T | undefined {
    return this.#byId.get(Number(id));
  }

  get(id: number): T {
    const record = this.#byId.get(id);
    if (!record) throw new Error(`the sandbox's book has no record ${id}`);
    return record;
  }

  all(): readonly T[] {
    this.#ordered ??= [...this.#byId.values()].sort((a, b) => a.id - b.id);
    return this.#ordered;
  }

  isIndexed(field: string): boolean {
    return field === 'id' || this.#indexes.has(field);
  }

  /** Records whose `field`, which must be indexed, has one of `values`. */
  where(field: keyof T & string, values: Iterable<unknown>): T[] {
    const ids = new Set<number>();
    for (const value of values) {
      if (field === 'id') ids.add(Number(value));
      else for (const id of this.#indexes.get(field)?.get(value) ?? []) ids.add(id);
    }
    const found = [...ids].flatMap(id => this.#byId.get(id) ?? []);
    return found.sort((a, b) => a.id - b.id);
  }

  #index(record: T): void {
    for (const [field, index] of this.#indexes) {
      const value = record[field as keyof T];
      const ids = index.get(value);
      if (ids) ids.add(record.id);
      else index.set(value, new Set([record.id]));
    }
  }

  #unindex(record: T): void {
    for (const [field, index] of this.#indexes) index.get(record[field as keyof T])?.delete(record.id);
  }
}
