/** Where a shop's page finds the provider, and with which key. */
export type Checkout = { url: string; publishableKey: string };

/**
 * What a buyer's browser does: it confirms the payment at the provider.
 * @returns what the provider says of it, `succeeded` where the card is good; else the decline's code
 */
export const confirm = async (
  { url, publishableKey }: Checkout,
  clientSecret: string,
  card = 'pm_card_visa',
): Promise<string> => {
  const [intent = ''] = clientSecret.split('_secret_');
  const response = await fetch(`${url}/v1/payment_intents/${intent}/confirm`, {
    method: 'POST',
    headers: { authorization: `Bearer ${publishableKey}` },
    body: new URLSearchParams({ client_secret: clientSecret, payment_method: card }),
  });
  const { status, error } = (await response.json()) as { status?: string; error?: { code?: string } };
  return status ?? error?.code ?? `HTTP ${response.status}`;
};
