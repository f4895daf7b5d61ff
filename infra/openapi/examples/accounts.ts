import { AT, type Examples, IDS, pounds, problem } from './example.ts';
import { byCard, shipTo } from './orders.ts';

const ID = '0d9a54c2-71e8-4a55-9d2c-5f1e6b0a3c77';
const created = { id: ID, email: 'ada@shop.example', version: 2, createdAt: AT };
const profile = { ...created, name: 'Ada Lovelace', locale: 'en-GB' };

const home = shipTo;
const moved = { ...home, street: '6 Marylebone Road', postalCode: 'NW1 4LX' };
const work = { ...home, name: 'Ada Lovelace, Analytical Engines', street: '1 Dorset Street', postalCode: 'W1U 4EG' };

const asked = { id: IDS.export, status: 'pending', requestedAt: AT, expiresAt: '2026-11-30T09:30:00.000Z', items: 0 };
const closed = problem(410, 'account_closed', 'Account closed', 'This account was closed by its owner.');

export const accounts: Examples = {
  patchMe: {
    first: {
      summary: 'What Ada says of herself',
      as: 'shopper',
      body: { name: 'Ada Lovelace', phone: '+442071838750', locale: 'en-GB' },
      answer: { status: 200, body: { ...profile, phone: '+442071838750' } },
    },
    withoutPhone: {
      summary: 'No phone any more, whatever the version',
      as: 'shopper',
      headers: { 'If-Match': '*' },
      body: { phone: null },
      answer: { status: 200, body: { ...profile, version: 3 } },
    },
    stale: {
      summary: 'A version that is none any more',
      as: 'shopper',
      headers: { 'If-Match': '"1"' },
      body: { locale: 'fr' },
      answer: {
        status: 412,
        body: problem(412, 'version_mismatch', 'Version mismatch', 'The account has changed since; read it again.'),
      },
    },
  },
  getMe: {
    ada: {
      summary: 'What the shop knows of Ada',
      as: 'shopper',
      answer: { status: 200, body: { ...profile, version: 3 } },
    },
    closed: {
      summary: 'Somebody who has left, with a token that still lasts',
      as: 'leaver',
      answer: { status: 410, body: closed },
    },
  },
  putAddress: {
    home: {
      summary: 'Where Ada lives',
      as: 'shopper',
      params: { id: 'home' },
      body: home,
      answer: { status: 201, body: { id: 'home', address: home } },
    },
    moved: {
      summary: 'Where Ada lives now',
      as: 'shopper',
      params: { id: 'home' },
      body: moved,
      answer: { status: 200, body: { id: 'home', address: moved } },
    },
    work: {
      summary: 'Where Ada works',
      as: 'shopper',
      params: { id: 'work' },
      body: work,
      answer: { status: 201, body: { id: 'work', address: work } },
    },
  },
  listAddresses: {
    both: {
      summary: 'All of them, by name',
      as: 'shopper',
      answer: {
        status: 200,
        body: {
          data: [
            { id: 'home', address: moved },
            { id: 'work', address: work },
          ],
        },
      },
    },
  },
  deleteAddress: {
    work: {
      summary: 'Ada works elsewhere',
      as: 'shopper',
      params: { id: 'work' },
      answer: { status: 204 },
    },
    missing: {
      summary: 'It is gone already',
      as: 'shopper',
      params: { id: 'work' },
      answer: { status: 404, body: problem(404, 'not_found', 'Not found', 'There is no such address.') },
    },
  },
  requestExport: {
    first: {
      summary: 'A copy of everything',
      as: 'shopper',
      body: {},
      answer: { status: 202, body: asked },
    },
    again: {
      summary: 'Within the hour it is the same copy',
      as: 'shopper',
      body: {},
      answer: { status: 202, body: { ...asked, status: 'ready', items: 2 } },
    },
    sessionEnded: {
      summary: 'A user who was removed since the token was issued',
      as: 'leaver',
      body: {},
      answer: {
        status: 401,
        body: problem(
          401,
          'session_ended',
          'Session ended',
          'The user was disabled or removed since the token was issued.',
        ),
      },
    },
  },
  getExport: {
    ready: {
      summary: 'A copy that can be read',
      as: 'shopper',
      params: { id: IDS.export },
      answer: { status: 200, body: { ...asked, status: 'ready', items: 2 } },
    },
  },
  listExportItems: {
    all: {
      summary: 'The account, then its orders',
      as: 'shopper',
      params: { id: IDS.export },
      query: { limit: '20' },
      answer: {
        status: 200,
        body: {
          data: [
            { kind: 'account', account: { ...profile, version: 6, addresses: [{ id: 'home', address: moved }] } },
            { kind: 'order', order: { ...byCard, status: 'paid', version: 3, refunded: pounds(450), shipTo } },
          ],
          nextCursor: null,
        },
      },
    },
  },
  eraseMe: {
    leaver: {
      summary: 'Somebody leaves',
      as: 'leaver',
      answer: { status: 202, body: { id: ID, status: 'erasing', closedAt: AT } },
    },
  },
};
