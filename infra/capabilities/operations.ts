import { Construct } from 'constructs';
import * as contract from '../../functions/operations/contract.ts';
import { Handler } from '../constructs/handler.ts';
import type { Platform } from '../platform.ts';

/** Keeps the house running: health, and answers for what no route matches. */
export class Operations extends Construct {
  constructor(scope: Construct, platform: Platform) {
    super(scope, 'Operations');
    const { api, table } = platform;
    const getHealth = new Handler(this, 'operations/api/get-health', platform);

    api.route(contract.getHealth, getHealth);

    table.reads(getHealth, 'HEALTH');
  }
}
