package dev.iota.local.cloud.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("security")
class PolicyTest {
    private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:iota-test-inbox-5Mine-1";
    private static final String OTHER = "arn:aws:sqs:us-east-1:000000000000:iota-test-inbox-5Mine-11";

    @Test
    void an_action_is_allowed_on_a_resource_that_one_statement_names_with_it() throws Exception {
        var policy = Policy.parse("""
                {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage"], "Resource": "%s"},
                    {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": ["%s"]}]}
                """.formatted(QUEUE, OTHER));

        assertThat(policy.allows("sqs:ReceiveMessage", QUEUE)).isTrue();
        assertThat(policy.allows("sqs:SendMessage", OTHER)).isTrue();
        assertThat(policy.allows("sqs:SendMessage", QUEUE)).isFalse();
        assertThat(policy.allows("sqs:ReceiveMessage", OTHER)).isFalse();
        assertThat(policy.allows("sqs:PurgeQueue", QUEUE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"Version\":\"2008-10-17\",\"Statement\":[]}",
                "{\"Version\":\"2012-10-17\",\"Statement\":[]}",
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\"}}",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\","
                        + "\"Action\":\"sqs:SendMessage\",\"Resource\":\"arn:aws:sqs:r:1:q\"}]}",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sqs:*\","
                        + "\"Resource\":\"arn:aws:sqs:r:1:q\"}]}",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                        + "\"Action\":\"sqs:SendMessage\",\"Resource\":\"*\"}]}",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                        + "\"Action\":\"sqs:SendMessage\",\"Resource\":\"arn:aws:sqs:r:1:q*\"}]}",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                        + "\"NotAction\":\"sqs:SendMessage\",\"Resource\":\"arn:aws:sqs:r:1:q\"}]}",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                        + "\"Action\":\"sqs:SendMessage\",\"Resource\":\"arn:aws:sqs:r:1:q\",\"Condition\":{}}]}",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":7,"
                        + "\"Resource\":\"arn:aws:sqs:r:1:q\"}]}"
            })
    void what_is_not_understood_is_refused(String text) {
        assertThatThrownBy(() -> Policy.parse(text))
                .isInstanceOfSatisfying(
                        DeniedException.class, e -> assertThat(e.code()).isEqualTo("MalformedPolicyDocument"));
    }
}
