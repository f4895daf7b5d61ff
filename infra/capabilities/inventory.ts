import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as contract from '../../functions/inventory/contract.ts';
import { Handler } from '../constructs/handler.ts';
import type { Platform } from '../platform.ts';

/** Knows what is in stock, and the cause of every change. */
export class Inventory extends Construct {
  constructor(scope: Construct, platform: Platform) {
    super(scope, 'Inventory');
    const { api, table } = platform;
    const recordMovement = new Handler(this, 'inventory/api/record-movement', platform);
    const getStock = new Handler(this, 'inventory/api/get-stock', platform);
    const listMovements = new Handler(this, 'inventory/api/list-movements', platform);
    const setShards = new Handler(this, 'inventory/api/set-shards', platform, { timeout: Duration.seconds(25) });

    api.route(contract.recordMovement, recordMovement);
    api.route(contract.getStock, getStock);
    api.route(contract.listMovements, listMovements);
    api.route(contract.setShards, setShards);

    table.reads(recordMovement, 'MOVEMENT#', 'PRODUCT#', 'STOCK#');
    table.writes(recordMovement, 'MOVEMENT#', 'STOCK#');
    table.reads(getStock, 'PRODUCT#', 'STOCK#');
    table.reads(listMovements, 'PRODUCT#', 'STOCK#');
    table.reads(setShards, 'PRODUCT#', 'STOCK#');
    table.writes(setShards, 'STOCK#');
  }
}
