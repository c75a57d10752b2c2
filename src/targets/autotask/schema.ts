/**
 * Autotask's JSON (Autotask reference 2 and 5): only the fields that are asked for. Numbers arrive as decimal text
 * (`exact-json.ts`). A record that lacks what we need is never dropped in silence: the whole read fails.
 */
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { parseExact } from '../../exact-json.ts';
import { isDate } from '../../plan/numbers/calendar.ts';
import { canonical, type Decimal, isDecimal, toWhole } from '../../plan/numbers/decimal.ts';

const id = z.string().regex(/^\d+$/, 'is not an id');
/** A picklist value: a number in data, a text in metadata. */
const choice = z
  .union([z.string(), z.boolean()])
  .nullish()
  .transform(value => (value == null ? null : String(value)));
const text = z
  .string()
  .nullish()
  .transform(value => value ?? '');
const optionalText = z
  .string()
  .nullish()
  .transform(value => value?.trim() || null);
const decimal = z
  .string()
  .refine(isDecimal, 'is not a number')
  .transform((value): Decimal => canonical(value));
/** Blank: not there, or not for us to see. */
const optionalDecimal = z
  .preprocess(value => (value === '' ? null : value), decimal.nullish())
  .transform(value => value ?? null);
/** A price that was never set bills nothing. */
const price = optionalDecimal.transform((value): Decimal => value ?? '0');
const wholeNumber = decimal.transform((value, context) => {
  const whole = toWhole(value);
  if (whole !== undefined) return whole;
  context.addIssue({ code: 'custom', message: 'is not a whole number' });
  return z.NEVER;
});
/** Some fields that look like booleans are integers. */
const flag = z
  .union([z.boolean(), z.string()])
  .nullish()
  .transform(value => value === true || value === '1' || value === 'true');
/** The calendar date in UTC: its first ten characters, never moved by a time zone. */
const date = z
  .string()
  .transform(value => value.slice(0, 10))
  .refine(isDate, 'is not a date');
const optionalDate = z.preprocess(value => (value === '' ? null : value), date.nullish());

export const ZoneInformation = z.object({ url: optionalText });
export const ThresholdInformation = z.object({
  externalRequestThreshold: wholeNumber,
  requestThresholdTimeframe: wholeNumber,
  currentTimeframeRequestCount: wholeNumber,
});
export const Page = z.object({
  items: z.array(z.unknown()),
  pageDetails: z.object({ nextPageUrl: optionalText }),
});
export const Written = z.object({ itemId: id.nullable() });

export const CompanyName = z.object({ id, companyName: text });
export const Company = z.object({
  id,
  companyName: text,
  isActive: flag,
  webAddress: optionalText,
  companyNumber: optionalText,
});
export const Contract = z.object({
  id,
  companyID: id,
  contractName: text,
  contractType: choice,
  contractPeriodType: choice,
  status: choice,
  startDate: date,
  endDate: date,
});
export const ContractService = z.object({
  id,
  contractID: id,
  serviceID: id,
  unitPrice: price,
  unitCost: optionalDecimal,
});
export const ContractServiceUnit = z.object({
  id,
  contractID: id,
  contractServiceID: id,
  startDate: date,
  endDate: date,
  units: wholeNumber,
  price: optionalDecimal,
  cost: optionalDecimal,
  approveAndPostDate: optionalDate.transform(value => value ?? null),
});
export const Service = z.object({
  id,
  name: text,
  isActive: flag,
  unitPrice: price,
  unitCost: optionalDecimal,
  sku: optionalText,
});
export const BillingCode = z.object({ id, name: text });
export const ContractCharge = z.object({
  id,
  contractID: id,
  name: text,
  datePurchased: date,
  internalPurchaseOrderNumber: optionalText,
  extendedCost: optionalDecimal,
  billableAmount: price,
  isBilled: flag,
});

export const EntityInformation = z.object({
  info: z.object({
    canCreate: flag,
    canQuery: flag,
    canUpdate: flag,
    userAccessForCreate: choice,
    userAccessForQuery: choice,
    userAccessForUpdate: choice,
  }),
});
export const EntityFields = z.object({
  fields: z.array(
    z.object({
      name: z.string(),
      length: optionalDecimal,
      picklistValues: z
        .array(z.object({ value: choice, label: text }))
        .nullish()
        .transform(values => values ?? []),
    }),
  ),
});

/**
 * `value` as `schema` has it; `where` names the record in the message.
 * @throws UserError `unreadable`
 */
export function readAs<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: string,
): z.infer<Schema> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const problems = read.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw unreadable(where, problems.join('; '));
}

/** @throws UserError `unreadable` */
export function parseAnswer<Schema extends z.ZodType>(
  schema: Schema,
  body: string,
  where: string,
): z.infer<Schema> {
  let value: unknown;
  try {
    value = parseExact(body);
  } catch {
    throw unreadable(where, 'not JSON');
  }
  return readAs(schema, value, where);
}

const unreadable = (where: string, words: string): UserError =>
  new UserError(`Autotask answered about ${where} in a form this version cannot read.`, {
    code: 'unreadable',
    remedy: 'Nothing was changed. Send the reference below to support.',
    words,
  });

export type ContractService = z.infer<typeof ContractService>;
export type ContractServiceUnit = z.infer<typeof ContractServiceUnit>;
export type Service = z.infer<typeof Service>;
