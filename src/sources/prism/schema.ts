/**
 * PRISM's JSON (PRISM reference D.4): only the fields that are needed, found without regard to case; all others are
 * passed over. Numbers arrive as decimal text (`exact-json.ts`). A record that lacks a required field is never dropped in
 * silence: the reader throws `UnreadableRecord` with the field's path.
 */
import { z } from 'zod';
import { canonical, type Decimal, isDecimal } from '../../plan/numbers/decimal.ts';
import { readDate } from './dates.ts';
import { cutShort } from './words.ts';

/** `where` is the path from the top of the answer, e.g. `[3].Subscriptions[0].ProductId is missing`. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
}

const absent = (input: unknown): boolean => input === undefined || input === null || input === '';
const wants = (what: string) => ({
  error: ({ input }: { input?: unknown }) =>
    absent(input) ? 'is missing' : `is ${cutShort(JSON.stringify(input) ?? '')}, not ${what}`,
});

/** An object whose fields are found by name without regard to case; the exact spelling wins. */
function record<Shape extends z.ZodRawShape>(shape: Shape) {
  const names = Object.keys(shape);
  return z.preprocess(
    value => {
      if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
      const byLower = new Map<string, unknown>();
      for (const [name, inner] of Object.entries(value)) byLower.set(name.toLowerCase(), inner);
      const fields = value as Record<string, unknown>;
      return Object.fromEntries(names.map(name => [name, fields[name] ?? byLower.get(name.toLowerCase())]));
    },
    z.object(shape, wants('a record')),
  );
}

const text = z.string(wants('text')).trim().min(1, 'is missing');
const optionalText = z
  .string(wants('text'))
  .nullish()
  .transform(value => value?.trim() || null);
const decimal = z
  .string(wants('a number'))
  .refine(isDecimal, wants('a number'))
  .transform((value): Decimal => canonical(value));
const optionalDecimal = z.preprocess(value => (value === '' ? null : value), decimal.nullish());
const date = z.string(wants('a date')).transform((value, context) => {
  const read = readDate(value);
  if (read !== undefined) return read;
  context.addIssue({ code: 'custom', message: `is ${cutShort(JSON.stringify(value))}, not a date` });
  return z.NEVER;
});
const optionalDate = z.preprocess(value => (value === '' ? null : value), date.nullish());
const flag = z.boolean(wants('true or false')).nullish();
/** A word; where PRISM sends something else instead (a code table, an object) it says nothing to us. */
const word = z.unknown().transform(value => (typeof value === 'string' ? value.trim() : ''));
/** `null` stands for an empty list; a missing one is an error. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item, wants('a list'))
    .nullable()
    .transform(items => items ?? []);

export const Token = record({
  access_token: text,
  /** Seconds. */
  expires_in: decimal,
  token_type: optionalText,
});

export const Customer = record({
  CustomerId: text,
  CustomerName: text,
  IsPartnerCustomer: flag,
  CustomerProgramAgreements: z
    .array(z.unknown(), wants('a list'))
    .nullish()
    .transform(items => items ?? []),
});

export const ProgramAgreement = record({ ProgramName: optionalText });
export const ContractAgreement = record({
  ContractAgreementId: text,
  ProgramName: text,
  ProgramReferenceId: optionalText,
});

const Subscription = record({
  SubscriptionId: text,
  ProductId: text,
  ProductName: optionalText,
  Quantity: decimal,
  Status: text,
  Unit: optionalText,
  DisplayTemplate: optionalText,
  BillingCycle: word,
  TermDurationNumber: word,
  TermDurationUnit: word,
});

export const Tenant = record({
  TenantId: text,
  TenantDomain: optionalText,
  TenantStatus: word,
  CustomerId: text,
  CustomerName: text,
  Subscriptions: listOf(Subscription),
});

export const Product = record({
  ProductId: text,
  ProductSku: optionalText,
  ProductName: text,
  ProductDescription: optionalText,
  ProductShortDescription: optionalText,
  ProductType: word,
  ProductUnit: word,
  ProductFrequencies: z.unknown().transform(value => (Array.isArray(value) ? value.map(String) : [])),
  BillingCycleOptions: word,
  IsTrialProduct: flag,
  Qty: optionalDecimal,
  Price: optionalDecimal,
  UnitPrice: optionalDecimal,
  RetailPrice: optionalDecimal,
  RetailUnitPrice: optionalDecimal,
});

/** Products are read one by one: one that cannot be sold must not hide the others. */
export const PriceList = record({ ProductGroups: listOf(record({ Products: listOf(z.unknown()) })) });

/** The list of invoices, or the bare list. */
export const InvoicePage = z.union([
  record({ Records: listOf(z.unknown()) }),
  z.array(z.unknown()).transform(items => ({ Records: items })),
]);
export const List = listOf(z.unknown());

/** What every invoice must have for us to know whether it is ours. */
export const InvoiceHead = record({ InvoiceId: text, ProgramName: text });
export const Invoice = record({
  InvoiceId: text,
  ProgramName: text,
  BillingPeriodStart: optionalDate,
  UsageYear: optionalDecimal,
  UsageMonth: optionalDecimal,
  InvoiceNumber: optionalText,
  InvoiceDate: optionalDate,
  Currency: optionalText,
  SubTotal: optionalDecimal,
  InvoiceType: optionalText,
  Status: optionalText,
  ContractAgreementId: optionalText,
});

export type Token = z.infer<typeof Token>;
export type Customer = z.infer<typeof Customer>;
export type Tenant = z.infer<typeof Tenant>;
export type Subscription = z.infer<typeof Subscription>;
export type Product = z.infer<typeof Product>;
export type InvoiceHead = z.infer<typeof InvoiceHead>;
export type Invoice = z.infer<typeof Invoice>;

/**
 * `value` as `schema` has it. `where` opens the path in the message.
 * @throws UnreadableRecord
 */
export function readAs<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where = '',
): z.infer<Schema> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const problems = read.error.issues.slice(0, 3).map(issue => {
    const path = issue.path
      .map(step => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
      .join('');
    return `${`${where}${path}`.replace(/^\./, '') || 'the answer'} ${issue.message}`;
  });
  const more = read.error.issues.length - problems.length;
  throw new UnreadableRecord(`${problems.join('; ')}${more > 0 ? `; and ${more} more` : ''}`);
}
