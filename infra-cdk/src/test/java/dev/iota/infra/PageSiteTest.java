package dev.iota.infra;

import static dev.iota.infra.SynthesizedStack.NAMES;
import static dev.iota.infra.SynthesizedStack.elements;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.cloud.page.Page;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where people see a deployed run, read from the template. */
@Tag("infra")
@Tag("security")
@ExtendWith(Synthesis.class)
class PageSiteTest {
    private final SynthesizedStack stack;
    private final JsonNode site;

    PageSiteTest(SynthesizedStack stack) {
        this.stack = stack;
        this.site = stack.properties("AWS::CloudFront::Distribution").getFirst().path("DistributionConfig");
    }

    @Test
    void its_bucket_is_read_by_this_distribution_and_by_nobody_else() {
        var allowed = stack.properties("AWS::S3::BucketPolicy").stream()
                .flatMap(policy -> elements(policy.at("/PolicyDocument/Statement")))
                .filter(statement -> statement.path("Effect").asText().equals("Allow"))
                .toList();

        assertThat(allowed).singleElement().satisfies(statement -> {
            assertThat(statement.at("/Principal/Service").asText()).isEqualTo("cloudfront.amazonaws.com");
            assertThat(statement.path("Action").asText()).isEqualTo("s3:GetObject");
            assertThat(stack.text(statement.path("Resource"))).isEqualTo(NAMES.page() + "/*");
            assertThat(stack.text(statement.at("/Condition/StringEquals/AWS:SourceArn")))
                    .contains(":distribution/");
        });
        assertThat(stack.resources("AWS::CloudFront::OriginAccessControl")).hasSize(1);
    }

    @Test
    void the_page_and_the_API_are_at_one_origin_over_TLS_and_nobody_sends_anything_there() {
        assertThat(site.path("DefaultRootObject").asText()).isEqualTo(Page.INDEX);
        var api = site.path("CacheBehaviors");
        assertThat(api).singleElement().satisfies(behaviour -> assertThat(
                        behaviour.path("PathPattern").asText())
                .isEqualTo("/v1/*"));
        for (var behaviour : List.of(site.path("DefaultCacheBehavior"), api.path(0))) {
            assertThat(behaviour.path("ViewerProtocolPolicy").asText()).isEqualTo("redirect-to-https");
            assertThat(elements(behaviour.path("AllowedMethods")).map(JsonNode::asText))
                    .containsExactlyInAnyOrder("GET", "HEAD");
        }
        assertThat(elements(site.path("Origins"))
                        .filter(origin -> origin.has("CustomOriginConfig"))
                        .toList())
                .singleElement()
                .satisfies(origin -> {
                    assertThat(stack.text(origin.path("DomainName"))).contains(".execute-api.");
                    assertThat(origin.at("/CustomOriginConfig/OriginProtocolPolicy")
                                    .asText())
                            .isEqualTo("https-only");
                });
    }

    @Test
    void an_edge_asks_for_an_answer_again_as_soon_as_the_answer_says() {
        assertThat(stack.properties("AWS::CloudFront::CachePolicy"))
                .singleElement()
                .satisfies(policy -> {
                    var config = policy.path("CachePolicyConfig");
                    assertThat(config.path("MinTTL").asInt()).isZero();
                    assertThat(config.path("DefaultTTL").asInt()).isZero();
                    assertThat(config.path("ParametersInCacheKeyAndForwardedToOrigin")
                                    .at("/QueryStringsConfig/QueryStringBehavior")
                                    .asText())
                            .isEqualTo("all");
                });
    }

    @Test
    void nothing_from_elsewhere_runs_in_the_page() {
        var page = Page.onClassPath().orElseThrow();
        var policy = stack.properties("AWS::CloudFront::ResponseHeadersPolicy")
                .getFirst()
                .path("ResponseHeadersPolicyConfig");
        var security = policy.path("SecurityHeadersConfig");

        assertThat(security.at("/ContentSecurityPolicy/ContentSecurityPolicy").asText())
                .isEqualTo(page.contentPolicy())
                .contains("default-src 'none'", "'sha256-");
        assertThat(security.path("ContentTypeOptions").path("Override").asBoolean())
                .isTrue();
        assertThat(security.at("/FrameOptions/FrameOption").asText()).isEqualTo("DENY");
        assertThat(security.at("/ReferrerPolicy/ReferrerPolicy").asText()).isEqualTo("no-referrer");
        assertThat(security.path("StrictTransportSecurity")
                        .path("AccessControlMaxAgeSec")
                        .asInt())
                .isPositive();
        assertThat(elements(policy.at("/CustomHeadersConfig/Items"))
                        .map(header -> header.path("Header").asText()))
                .contains("cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy");
        for (var behaviour : List.of(
                site.path("DefaultCacheBehavior"), site.path("CacheBehaviors").path(0))) {
            assertThat(behaviour.has("ResponseHeadersPolicyId")).isTrue();
        }
    }

    @Test
    void its_address_is_printed() {
        assertThat(stack.output("DashboardUrl")).startsWith("https://").endsWith("/");
    }
}
