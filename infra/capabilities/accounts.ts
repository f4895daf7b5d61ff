import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AccountClosed, ExportRequested } from '#events/accounts';
import * as contract from '../../functions/accounts/contract.ts';
import { Handler } from '../constructs/handler.ts';
import { every } from '../constructs/schedule.ts';
import { Worker } from '../constructs/worker.ts';
import type { Platform } from '../platform.ts';

/** Keeps what people say of themselves, hands them a copy of it, and forgets it when they leave. */
export class Accounts extends Construct {
  constructor(scope: Construct, platform: Platform) {
    super(scope, 'Accounts');
    const { api, table, identity } = platform;
    const getMe = new Handler(this, 'accounts/api/get-me', platform);
    const patchMe = new Handler(this, 'accounts/api/patch-me', platform);
    const eraseMe = new Handler(this, 'accounts/api/erase-me', platform);
    const listAddresses = new Handler(this, 'accounts/api/list-addresses', platform);
    const putAddress = new Handler(this, 'accounts/api/put-address', platform);
    const deleteAddress = new Handler(this, 'accounts/api/delete-address', platform);
    const requestExport = new Handler(this, 'accounts/api/request-export', platform);
    const getExport = new Handler(this, 'accounts/api/get-export', platform);
    const listExportItems = new Handler(this, 'accounts/api/list-export-items', platform);
    const longest = { timeout: Duration.seconds(55) }; // some thousand orders
    const onExportRequested = new Worker(this, 'accounts/workers/on-export-requested', platform, {
      hears: ExportRequested,
      batchSize: 1,
      ...longest,
    });
    const onAccountClosed = new Worker(this, 'accounts/workers/on-account-closed', platform, {
      hears: AccountClosed,
      batchSize: 1,
      ...longest,
    });
    const finishErasures = new Handler(this, 'accounts/schedules/finish-erasures', platform, longest);
    const onUserConfirmed = identity.tells('accounts/triggers/on-user-confirmed', platform);

    api.route(contract.getMe, getMe);
    api.route(contract.patchMe, patchMe);
    api.route(contract.eraseMe, eraseMe);
    api.route(contract.listAddresses, listAddresses);
    api.route(contract.putAddress, putAddress);
    api.route(contract.deleteAddress, deleteAddress);
    api.route(contract.requestExport, requestExport);
    api.route(contract.getExport, getExport);
    api.route(contract.listExportItems, listExportItems);
    every(Duration.minutes(5), finishErasures, platform);

    for (const handler of [getMe, listAddresses, getExport, listExportItems]) table.reads(handler, 'ACCOUNT#');
    for (const handler of [patchMe, eraseMe, putAddress, deleteAddress, requestExport, onUserConfirmed]) {
      if (!handler) continue;
      table.reads(handler, 'ACCOUNT#');
      table.writes(handler, 'ACCOUNT#');
    }
    table.reads(onExportRequested.handler, 'ACCOUNT#', 'ORDER#');
    table.writes(onExportRequested.handler, 'ACCOUNT#');
    table.lists(onExportRequested.handler, 'gsi1', 'OWNER#');
    for (const handler of [onAccountClosed.handler, finishErasures]) {
      table.reads(handler, 'ACCOUNT#', 'ORDER#');
      table.writes(handler, 'ACCOUNT#', 'ORDER#');
      table.lists(handler, 'gsi1', 'OWNER#');
      identity.administered(handler, 'AdminDeleteUser');
    }
    table.lists(finishErasures, 'gsi4', 'ERASING#');
  }
}
