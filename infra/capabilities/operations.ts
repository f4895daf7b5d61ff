import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as contract from '../../functions/operations/contract.ts';
import { Handler } from '../constructs/handler.ts';
import { Relay } from '../constructs/relay.ts';
import { every } from '../constructs/schedule.ts';
import type { Platform } from '../platform.ts';

/** Keeps the house running: events reach those that hear them, and what no route matches gets an answer. Shows what the API is. */
export class Operations extends Construct {
  constructor(scope: Construct, platform: Platform) {
    super(scope, 'Operations');
    const { api, cdn, identity, table } = platform;
    const getHealth = new Handler(this, 'operations/api/get-health', platform);
    const { issuer, audience } = identity;
    const [client = ''] = audience; // the documents sign people in as the first that tokens may be for
    const addresses = { API_URL: cdn.url, ISSUER: issuer };
    const getOpenApi = new Handler(this, 'operations/api/get-openapi', platform, { environment: addresses });
    const getDocs = new Handler(this, 'operations/api/get-docs', platform, {
      environment: { ...addresses, CLIENT_ID: client },
    });
    const refuseUnknownRoute = new Handler(this, 'operations/api/refuse-unknown-route', platform);
    const relay = new Relay(this, 'operations/streams/relay-events', platform);
    const resendUnsentEvents = new Handler(this, 'operations/schedules/resend-unsent-events', platform, {
      timeout: Duration.seconds(55), // the next run comes after 60
    });

    api.route(contract.getHealth, getHealth);
    api.route(contract.getOpenApi, getOpenApi);
    api.route(contract.getDocs, getDocs);
    api.route(contract.getDocsFile, getDocs);
    api.otherwise(refuseUnknownRoute);
    every(Duration.minutes(1), resendUnsentEvents, platform);

    relay.sends(resendUnsentEvents);
    table.reads(getHealth, 'HEALTH');
    for (const sender of [relay.handler, resendUnsentEvents]) {
      table.reads(sender, 'ACCOUNT#', 'ORDER#', 'PAYMENT#', 'RECONCILIATION#');
      table.writes(sender, 'ACCOUNT#', 'ORDER#', 'PAYMENT#', 'RECONCILIATION#');
    }
    table.lists(resendUnsentEvents, 'gsi4', 'UNSENT#');
  }
}
