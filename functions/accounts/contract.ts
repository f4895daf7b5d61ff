import * as v from 'valibot';
import { page, paging } from '#shared/paging';
import { type Admitted, route } from '#shared/route';
import { Address, ExportId, Instant, text } from '#shared/values';

/** People; a machine has no account. */
const people: Admitted[] = [{ scope: 'backroom/shop' }];

const fields = {
  name: text(120),
  phone: v.pipe(v.string(), v.regex(/^\+[1-9]\d{4,14}$/, 'must be a number of E.164, such as +442071838750')),
  locale: v.pipe(v.string(), v.regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/, 'must be a language tag: en, en-GB')),
};

const AccountPatch = v.pipe(
  v.strictObject({
    name: v.optional(v.nullable(fields.name)),
    phone: v.optional(v.nullable(fields.phone)),
    locale: v.optional(v.nullable(fields.locale)),
  }),
  v.title('AccountPatch'),
  v.description('A JSON merge patch (RFC 7396): what is named is replaced, null removes.'),
);
export type AccountPatch = v.InferOutput<typeof AccountPatch>;

/** What an owner calls an address: it is part of a path. */
const AddressName = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,31}$/));

const NamedAddress = v.pipe(v.object({ id: AddressName, address: Address }), v.title('NamedAddress'));

const Account = v.pipe(
  v.object({
    id: v.string(),
    email: v.optional(v.string()),
    name: v.optional(v.string()),
    phone: v.optional(v.string()),
    locale: v.optional(v.string()),
    version: v.number(),
    createdAt: v.optional(Instant),
  }),
  v.title('Account'),
  v.description('`id` is the `sub` of its owner’s tokens, `email` what was verified at sign-up.'),
);

const Export = v.pipe(
  v.object({
    id: ExportId,
    status: v.picklist(['pending', 'ready']),
    requestedAt: Instant,
    expiresAt: Instant,
    items: v.pipe(v.number(), v.description('How many have been copied so far.')),
  }),
  v.title('Export'),
);

const ExportItem = v.pipe(
  v.variant('kind', [
    v.object({ kind: v.literal('account'), account: v.record(v.string(), v.unknown()) }),
    v.object({ kind: v.literal('order'), order: v.record(v.string(), v.unknown()) }),
  ]),
  v.title('ExportItem'),
  v.description(
    'The account with its addresses, or an order with its lines and where it was sent, as they stood. A long order is several items: the further ones hold its id and more lines.',
  ),
);

export const getMe = route({
  operation: 'getMe',
  method: 'GET',
  path: '/v1/me',
  summary: 'What the shop knows of the caller.',
  callers: people,
  versioned: true,
  answers: { 200: Account },
  problems: ['account_closed'],
});

export const patchMe = route({
  operation: 'patchMe',
  method: 'PATCH',
  path: '/v1/me',
  summary: 'Changes what the shop knows of the caller (JSON merge patch).',
  callers: people,
  versioned: true,
  ifMatch: 'optional',
  body: AccountPatch,
  answers: { 200: Account },
  problems: ['account_closed', 'version_mismatch'],
});

export const eraseMe = route({
  operation: 'eraseMe',
  method: 'DELETE',
  path: '/v1/me',
  summary:
    'Closes the account for good: its user is removed, and what is personal is erased. Orders stay, as the law wants them to, without where they went.',
  callers: people,
  dangerous: true,
  answers: { 202: v.object({ id: v.string(), status: v.picklist(['erasing', 'erased']), closedAt: Instant }) },
});

export const listAddresses = route({
  operation: 'listAddresses',
  method: 'GET',
  path: '/v1/me/addresses',
  summary: "The caller's addresses, by name.",
  callers: people,
  versioned: true,
  answers: { 200: v.object({ data: v.array(NamedAddress) }) },
  problems: ['account_closed'],
});

const params = v.object({ id: AddressName });

export const putAddress = route({
  operation: 'putAddress',
  method: 'PUT',
  path: '/v1/me/addresses/{id}',
  summary: 'Keeps an address under a name, such as `home`, instead of what was kept under it. At most 20.',
  callers: people,
  versioned: true,
  ifMatch: 'optional',
  params,
  body: Address,
  answers: { 200: NamedAddress, 201: NamedAddress },
  problems: ['not_found', 'account_closed', 'too_many_addresses', 'version_mismatch'],
});

export const deleteAddress = route({
  operation: 'deleteAddress',
  method: 'DELETE',
  path: '/v1/me/addresses/{id}',
  summary: 'Forgets an address.',
  callers: people,
  ifMatch: 'optional',
  params,
  answers: { 204: undefined },
  problems: ['not_found', 'account_closed', 'version_mismatch'],
});

export const requestExport = route({
  operation: 'requestExport',
  method: 'POST',
  path: '/v1/me/exports',
  summary:
    'Asks for a copy of all that the shop keeps of the caller; it is kept for a week. One that was asked for within the hour is the same.',
  callers: people,
  dangerous: true,
  throttle: { burst: 20, perSecond: 5 },
  body: v.strictObject({}),
  bodyOptional: true,
  answers: { 202: Export },
  problems: ['account_closed'],
});

const exportParams = v.object({ id: ExportId });

export const getExport = route({
  operation: 'getExport',
  method: 'GET',
  path: '/v1/me/exports/{id}',
  summary: 'How far a copy has come.',
  callers: people,
  params: exportParams,
  answers: { 200: Export },
  problems: ['not_found', 'account_closed'],
});

export const listExportItems = route({
  operation: 'listExportItems',
  method: 'GET',
  path: '/v1/me/exports/{id}/items',
  summary: 'The copy itself, once it is ready: the account first, then its orders.',
  callers: people,
  params: exportParams,
  query: paging(20), // an order may be long, and an answer holds 6 MB
  answers: { 200: page(ExportItem) },
  problems: ['not_found', 'account_closed', 'export_not_ready', 'invalid_cursor'],
});
