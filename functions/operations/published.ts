import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { etagOf, type ServedFile } from './file-answer.ts';

/** An OpenID provider says where it is signed in and where tokens are had; one that does not in time is not waited for. */
const DISCOVERY_MILLISECONDS = 3_000;

const Discovery = v.object({ authorization_endpoint: v.string(), token_endpoint: v.string() });

/** As much of the published document as depends on where it is served. */
type Published = {
  servers: { url: string }[];
  components: {
    securitySchemes: {
      people: { flows: { authorizationCode: { authorizationUrl: string; tokenUrl: string } } };
      machines: { flows: { clientCredentials: { tokenUrl: string } } };
    };
  };
};

/** Where people sign in, and where tokens are had. @throws Error when the issuer does not say in time */
export const endpointsOf = async (issuer: string) => {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(DISCOVERY_MILLISECONDS),
  });
  const { authorization_endpoint: authorizationUrl, token_endpoint: tokenUrl } = v.parse(
    Discovery,
    await response.json(),
  );
  return { authorizationUrl, tokenUrl };
};

/**
 * The published document with its addresses filled in.
 * @param folder where `openapi.json` is, as the contracts gave it (infra/bundle.ts)
 * @throws Error when the issuer does not say in time where its pages are
 */
export const published = async (
  folder: string,
  { apiUrl, issuer, cache }: { apiUrl: string; issuer: string; cache: string },
): Promise<ServedFile> => {
  const document = JSON.parse(await readFile(join(folder, 'openapi.json'), 'utf8')) as Published;
  const { people, machines } = document.components.securitySchemes;
  const { authorizationUrl, tokenUrl } = await endpointsOf(issuer);
  document.servers = [{ url: apiUrl }];
  Object.assign(people.flows.authorizationCode, { authorizationUrl, tokenUrl });
  Object.assign(machines.flows.clientCredentials, { tokenUrl });
  const bytes = Buffer.from(JSON.stringify(document));
  return { gzipped: gzipSync(bytes), type: 'application/json', cache, etag: etagOf(bytes) };
};
