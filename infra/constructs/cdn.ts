import { CfnOutput, Duration, Fn, Validations } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginRequestPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { CDN_HEADER } from '#shared/cdn';
import type { Handler } from './handler.ts';
import { list } from './names.ts';

/** Answers that CloudFront would keep for ten seconds and hand to whoever asks next for the path, most of them `no-store` or not. */
const KEPT_ERRORS = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];

/** Why the distribution is without what cdk-nag would have. */
const ACKNOWLEDGED = [
  {
    id: 'AwsSolutions-CFR1',
    reason: 'The shop sells wherever it ships to; where that is not is not known by country here.',
  },
  { id: 'AwsSolutions-CFR2', reason: 'Stage throttling and limits by caller stand behind it; docs/decisions/0014.' },
  {
    id: 'AwsSolutions-CFR3',
    reason: 'The stage logs every request that gets through, without addresses of people; docs/decisions/0014.',
  },
  { id: 'AwsSolutions-CFR4', reason: 'TLS 1.2 as the least needs a domain and certificate of the shop’s own.' },
];

/**
 * Keys by which doors know the CDN: one secret, `{"1": "…"}`. A key never changes under its name; context `cdnKeys` names those that
 * doors take, and the CDN shows the first. No template holds one: CloudFormation puts them in as it deploys.
 */
export class CdnKeys extends Construct {
  private readonly keys: string[];

  /** @throws Error without any key */
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const names = list(this.node.getContext('cdnKeys'));
    if (names.length === 0) throw new Error('the CDN needs a key: -c cdnKeys=1');
    const secret = new Secret(this, 'Secret', {
      description: 'CDN: {"1": "…"}, the keys by their names',
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: '1',
        passwordLength: 64,
        excludePunctuation: true,
      },
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'CloudFormation would not hear of it; docs/runbook.md says how to rotate it without a pause.',
    });
    this.keys = names.map((name) => secret.secretValueFromJson(name).unsafeUnwrap()); // a reference, not the value
  }

  /** What the CDN shows. */
  get shown(): string {
    return this.keys[0] as string;
  }

  /** Lets a door know what the CDN may show. */
  guard(handler: Handler) {
    handler.addEnvironment('CDN_KEYS', this.keys.join(' '));
  }
}

/** The address of the API for everybody. Nothing is kept at the edge yet, and nothing is said there but what the API says. */
export class Cdn extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, { api, keys }: { api: HttpApi; keys: CdnKeys }) {
    super(scope, id);
    const distribution = new Distribution(this, 'Distribution', {
      defaultBehavior: {
        origin: new HttpOrigin(Fn.parseDomainName(api.apiEndpoint), {
          customHeaders: { [CDN_HEADER]: keys.shown },
          readTimeout: Duration.seconds(35), // the gateway's own 30 s, and its answer, come first
        }),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY, // a redirect would come after the token was sent
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER, // the gateway knows its own host only
        compress: false,
      },
      errorResponses: KEPT_ERRORS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      httpVersion: HttpVersion.HTTP2_AND_3,
    });
    Validations.of(distribution).acknowledge(...ACKNOWLEDGED);
    this.url = `https://${distribution.domainName}`;
    new CfnOutput(this, 'Url', { value: this.url });
  }
}
