package dev.iota.agent.link;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.failure.StrangeAnswerException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StoreAnswersTest {
    private static final Map<String, String> XML =
            Map.of("x-amz-request-id", "4442587FB7D0A2F9", "content-type", "application/xml");

    @Test
    void the_stores_own_redirection_is_an_outage_that_says_where_it_leads() {
        var temporary = with("location", "https://alpha.s3-us-west-2.amazonaws.com/a/b?X-Amz-Signature=secret");
        assertRedirected(
                307,
                temporary,
                "",
                "the store itself answers HTTP 307 (application/xml), a redirection to"
                        + " https://alpha.s3-us-west-2.amazonaws.com/a/b");
        assertRedirected(
                301,
                XML,
                "<?xml version=\"1.0\"?>\n<Error><Code>PermanentRedirect</Code>"
                        + "<Endpoint>alpha.s3.eu-west-1.amazonaws.com</Endpoint></Error>",
                "the store itself answers HTTP 301 (application/xml), a redirection to"
                        + " alpha.s3.eu-west-1.amazonaws.com");
        assertRedirected(
                301,
                with("x-amz-bucket-region", "eu-west-1"),
                "",
                "the store itself answers HTTP 301 (application/xml), a redirection to the region eu-west-1");
    }

    @Test
    void what_the_store_says_about_an_object_is_its_answer() {
        for (var status : List.of(200, 206, 403, 404, 412)) {
            assertThatCode(() -> StoreAnswers.require(status, headers(XML), new byte[0]))
                    .doesNotThrowAnyException();
        }
    }

    private static Map<String, String> with(String name, String value) {
        return Map.of("x-amz-request-id", "4442587FB7D0A2F9", "content-type", "application/xml", name, value);
    }

    private static void assertRedirected(int status, Map<String, String> headers, String body, String message) {
        assertThatThrownBy(() -> StoreAnswers.require(status, headers(headers), body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(StrangeAnswerException.class)
                .hasMessage(message);
    }

    private static HttpHeaders headers(Map<String, String> headers) {
        return HttpHeaders.of(
                headers.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue()))),
                (name, value) -> true);
    }
}
