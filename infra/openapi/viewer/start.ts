// The page's own script: shows the document, and signs people in with authorization code and PKCE.

declare const SwaggerUIBundle: (options: object) => { initOAuth(options: object): void };
declare const document: { body: { dataset: { clientId: string } } };
declare const location: { origin: string };

const viewer = SwaggerUIBundle({
  url: '/v1/openapi.json',
  dom_id: '#viewer',
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  oauth2RedirectUrl: `${location.origin}/docs/oauth2-redirect.html`,
  validatorUrl: null, // nobody else is told of the document
});
viewer.initOAuth({
  clientId: document.body.dataset.clientId,
  scopes: ['openid', 'email', 'profile', 'backroom/shop'],
  usePkceWithAuthorizationCodeGrant: true,
});

export {};
