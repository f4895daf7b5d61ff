/**
 * The page that shows the documents, without a script or style of its own in it.
 * @param version of swagger-ui, which its files' names hold
 */
export const page = (version: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Backroom’s API</title>
    <link rel="icon" href="/docs/favicon-32x32.png" type="image/png" sizes="32x32">
    <link rel="stylesheet" href="/docs/swagger-ui-${version}.css">
  </head>
  <body data-client-id="{{clientId}}">
    <div id="viewer"></div>
    <noscript>This page needs JavaScript; <a href="/v1/openapi.json">openapi.json</a> does not.</noscript>
    <script src="/docs/swagger-ui-${version}.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;
