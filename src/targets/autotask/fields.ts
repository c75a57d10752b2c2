/** Lengths and picklists of an entity's fields as the tenant has them, read once (Autotask reference 2, metadata). */
import { UserError } from '../../errors.ts';
import type { Entity } from './rights.ts';
import { EntityFields } from './schema.ts';
import type { AutotaskClient } from './wire/client.ts';
import { describeEntity } from './wire/queries.ts';

/** By lower-case field name. */
type Fields = ReadonlyMap<string, { length: number | null; labels: ReadonlyMap<string, string> }>;

export class EntityFieldsCache {
  readonly #client: AutotaskClient;
  readonly #known = new Map<Entity, Promise<Fields>>();

  constructor(client: AutotaskClient) {
    this.#client = client;
  }

  /** The tenant's own word for each value of a picklist. */
  async labels(entity: Entity, field: string): Promise<ReadonlyMap<string, string>> {
    return (await this.#fields(entity)).get(field.toLowerCase())?.labels ?? new Map();
  }

  /**
   * Most characters of a text field. Where the tenant does not tell, or cannot be asked now, the `documented` one.
   * @throws UserError `unauthorized`
   */
  async length(entity: Entity, field: string, documented: number): Promise<number> {
    try {
      return (await this.#fields(entity)).get(field.toLowerCase())?.length || documented;
    } catch (error) {
      if (error instanceof UserError && error.code === 'unauthorized') throw error;
      return documented;
    }
  }

  #fields(entity: Entity): Promise<Fields> {
    const known = this.#known.get(entity);
    if (known) return known;
    const asked = this.#ask(entity);
    this.#known.set(entity, asked);
    asked.catch(() => this.#known.delete(entity));
    return asked;
  }

  async #ask(entity: Entity): Promise<Fields> {
    const { fields } = await describeEntity(this.#client, entity, { part: '/fields', schema: EntityFields });
    return new Map(
      fields.map(({ name, length, picklistValues }) => [
        name.toLowerCase(),
        {
          length: length === null ? null : Number(length),
          labels: new Map(picklistValues.map(({ value, label }) => [value ?? '', label])),
        },
      ]),
    );
  }
}
