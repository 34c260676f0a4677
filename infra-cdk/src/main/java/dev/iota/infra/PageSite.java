package dev.iota.infra;

import dev.iota.cloud.page.Page;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudfront.AllowedMethods;
import software.amazon.awscdk.services.cloudfront.BehaviorOptions;
import software.amazon.awscdk.services.cloudfront.CachePolicy;
import software.amazon.awscdk.services.cloudfront.CacheQueryStringBehavior;
import software.amazon.awscdk.services.cloudfront.Distribution;
import software.amazon.awscdk.services.cloudfront.HeadersFrameOption;
import software.amazon.awscdk.services.cloudfront.HeadersReferrerPolicy;
import software.amazon.awscdk.services.cloudfront.HttpVersion;
import software.amazon.awscdk.services.cloudfront.ICachePolicy;
import software.amazon.awscdk.services.cloudfront.IOrigin;
import software.amazon.awscdk.services.cloudfront.OriginProtocolPolicy;
import software.amazon.awscdk.services.cloudfront.OriginSslPolicy;
import software.amazon.awscdk.services.cloudfront.PriceClass;
import software.amazon.awscdk.services.cloudfront.ResponseCustomHeader;
import software.amazon.awscdk.services.cloudfront.ResponseCustomHeadersBehavior;
import software.amazon.awscdk.services.cloudfront.ResponseHeadersContentSecurityPolicy;
import software.amazon.awscdk.services.cloudfront.ResponseHeadersContentTypeOptions;
import software.amazon.awscdk.services.cloudfront.ResponseHeadersFrameOptions;
import software.amazon.awscdk.services.cloudfront.ResponseHeadersPolicy;
import software.amazon.awscdk.services.cloudfront.ResponseHeadersReferrerPolicy;
import software.amazon.awscdk.services.cloudfront.ResponseHeadersStrictTransportSecurity;
import software.amazon.awscdk.services.cloudfront.ResponseSecurityHeadersBehavior;
import software.amazon.awscdk.services.cloudfront.ViewerProtocolPolicy;
import software.amazon.awscdk.services.cloudfront.origins.HttpOrigin;
import software.amazon.awscdk.services.cloudfront.origins.S3BucketOrigin;
import software.amazon.awscdk.services.s3.Bucket;
import software.constructs.Construct;

/**
 * Where people see the run: CloudFront, before the private bucket of the page and, at the same origin, before what the
 * API lets anybody see. However many look, an edge asks the API for a thing once in the seconds that its answer is good
 * for.
 */
final class PageSite extends Construct {
    /** What the API answers is good for 2 s; nothing else may make an edge keep it. */
    private static final Duration LONGEST = Duration.seconds(60);

    private static final Duration HTTPS_ONLY = Duration.days(365);

    /** Of {@link Page#headers} those that CloudFront has a place of their own for. */
    private static final List<String> BUILT_IN =
            List.of("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy");

    private final Distribution distribution;

    PageSite(Construct scope, Bucket bucket, PublicApi api, Page page) {
        super(scope, "Page");
        var headers = headers(page);
        distribution = Distribution.Builder.create(this, "Site")
                .comment("the page that shows the run, and what it reads")
                .defaultRootObject(Page.INDEX)
                .httpVersion(HttpVersion.HTTP2_AND_3)
                .priceClass(PriceClass.PRICE_CLASS_100)
                .defaultBehavior(behaviour(
                        S3BucketOrigin.withOriginAccessControl(bucket), CachePolicy.CACHING_OPTIMIZED, headers))
                .additionalBehaviors(Map.of("/v1/*", behaviour(origin(api), answers(), headers)))
                .build();
        accept();
    }

    /** Nobody sends anything: participants call the API itself. */
    private static BehaviorOptions behaviour(IOrigin origin, ICachePolicy kept, ResponseHeadersPolicy headers) {
        return BehaviorOptions.builder()
                .origin(origin)
                .allowedMethods(AllowedMethods.ALLOW_GET_HEAD)
                .viewerProtocolPolicy(ViewerProtocolPolicy.REDIRECT_TO_HTTPS)
                .cachePolicy(kept)
                .responseHeadersPolicy(headers)
                .compress(true)
                .build();
    }

    private static HttpOrigin origin(PublicApi api) {
        return HttpOrigin.Builder.create(api.host())
                .protocolPolicy(OriginProtocolPolicy.HTTPS_ONLY)
                .originSslProtocols(List.of(OriginSslPolicy.TLS_V1_2))
                .build();
    }

    private CachePolicy answers() {
        return CachePolicy.Builder.create(this, "Answers")
                .comment("as long as an answer of the read API says")
                .minTtl(Duration.seconds(0))
                .defaultTtl(Duration.seconds(0))
                .maxTtl(LONGEST)
                .queryStringBehavior(CacheQueryStringBehavior.all())
                .enableAcceptEncodingGzip(true)
                .enableAcceptEncodingBrotli(true)
                .build();
    }

    private ResponseHeadersPolicy headers(Page page) {
        return ResponseHeadersPolicy.Builder.create(this, "Headers")
                .comment("nothing from elsewhere runs in the page")
                .securityHeadersBehavior(ResponseSecurityHeadersBehavior.builder()
                        .contentSecurityPolicy(ResponseHeadersContentSecurityPolicy.builder()
                                .contentSecurityPolicy(page.contentPolicy())
                                .override(true)
                                .build())
                        .contentTypeOptions(ResponseHeadersContentTypeOptions.builder()
                                .override(true)
                                .build())
                        .frameOptions(ResponseHeadersFrameOptions.builder()
                                .frameOption(HeadersFrameOption.DENY)
                                .override(true)
                                .build())
                        .referrerPolicy(ResponseHeadersReferrerPolicy.builder()
                                .referrerPolicy(HeadersReferrerPolicy.NO_REFERRER)
                                .override(true)
                                .build())
                        .strictTransportSecurity(ResponseHeadersStrictTransportSecurity.builder()
                                .accessControlMaxAge(HTTPS_ONLY)
                                .override(true)
                                .build())
                        .build())
                .customHeadersBehavior(ResponseCustomHeadersBehavior.builder()
                        .customHeaders(page.headers().entrySet().stream()
                                .filter(header -> !BUILT_IN.contains(header.getKey()))
                                .sorted(Map.Entry.comparingByKey())
                                .map(header -> ResponseCustomHeader.builder()
                                        .header(header.getKey())
                                        .value(header.getValue())
                                        .override(true)
                                        .build())
                                .toList())
                        .build())
                .build();
    }

    private void accept() {
        Reasons.accept(distribution, "AwsSolutions-CFR1", "anybody may look at a run, from wherever it is");
        Reasons.accept(
                distribution,
                "AwsSolutions-CFR2",
                "it answers with files and with what is public already; the API behind it has limits of its own,"
                        + " and a firewall costs more in a month than all that it would guard");
        Reasons.accept(
                distribution,
                "AwsSolutions-CFR3",
                "who looks at a run is nobody's business, and every answer of the API is counted there");
        Reasons.accept(
                distribution,
                "AwsSolutions-CFR4",
                "the stack has no domain of its own, and CloudFront's own certificate decides the oldest protocol;"
                        + " nothing secret is sent, and browsers take the newest");
    }

    /** Where people see the run. */
    String url() {
        return "https://%s/".formatted(distribution.getDistributionDomainName());
    }
}
