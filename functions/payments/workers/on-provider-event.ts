import { ProviderEvent } from '#events/payments';
import { worker } from '#shared/worker';
import { apply } from '../provider-events.ts';

/** ProviderEvent -> PaymentSucceeded, PaymentDeclined, PaymentClosed, PaymentRefunded or PaymentDisputed; else it is parked. */
export const handler = worker(ProviderEvent, apply);
