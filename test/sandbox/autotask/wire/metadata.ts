/** What an entity says about itself. Values of picklists are texts, though the data carries numbers (reference section 2). */
import type { Entity } from '../model/entities.ts';
import { MODEL } from '../model/entities.ts';
import type { Field } from '../model/field.ts';
import type { AutotaskUser } from '../users.ts';

export function entityInformation({ name, ...entity }: Entity, user: AutotaskUser): unknown {
  const access = (possible: boolean, allowed: boolean): string => (possible && allowed ? 'All' : 'None');
  const rights = user.rights[name];
  const [canCreate, canUpdate, canDelete] = [entity.create, entity.update, entity.delete].map(
    where => where !== 'nowhere',
  ) as [boolean, boolean, boolean];
  return {
    info: {
      name,
      canCreate,
      canDelete,
      canQuery: entity.canQuery,
      canUpdate,
      userAccessForCreate: access(canCreate, rights.create),
      userAccessForDelete: access(canDelete, rights.delete),
      userAccessForQuery: access(entity.canQuery, rights.query),
      userAccessForUpdate: access(canUpdate, rights.update),
      hasUserDefinedFields: name === 'Companies' || name === 'Contracts',
      supportsWebhookCallouts: name === 'Companies',
    },
  };
}

const DATA_TYPES = { date: 'datetime', instant: 'datetime' } as const;

export const fieldInformation = ({ fields }: Entity): unknown => ({ fields: fields.map(describe) });

function describe({
  name,
  type,
  length,
  required,
  access,
  picklist,
  reference,
  isQueryable,
}: Field): unknown {
  return {
    name,
    dataType: type === 'date' || type === 'instant' ? DATA_TYPES[type] : type,
    length,
    isRequired: required,
    isReadOnly: access !== 'write',
    isQueryable,
    isReference: reference !== null,
    referenceEntityType: reference === null ? '' : MODEL[reference].singular,
    isPickList: picklist !== null,
    picklistValues:
      picklist?.map(([value, label], index) => ({
        value: String(value),
        label,
        isDefaultValue: false,
        sortOrder: index,
        parentValue: '',
        isActive: true,
        isSystem: true,
      })) ?? null,
    picklistParentValueField: '',
    isSupportedWebhookField: false,
  };
}
