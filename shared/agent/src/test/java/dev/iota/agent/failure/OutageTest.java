package dev.iota.agent.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

class OutageTest {
    @Test
    void an_outage_has_a_reason_in_plain_words_and_never_the_name_of_a_class() {
        assertThat(trouble(new ConnectException())).endsWith("until it does: no connection");
        assertThat(trouble(new UnknownHostException("s3.else"))).endsWith(": there is no host of this name");
        assertThat(trouble(new HttpTimeoutException(null))).endsWith(": no answer in time");
        assertThat(trouble(new HttpTimeoutException("no byte moved for PT2M"))).endsWith(": no byte moved for PT2M");
        assertThat(trouble(new IOException("HTTP 503"))).endsWith(": HTTP 503");
        assertThat(trouble(new IllegalStateException("The security token is invalid")))
                .endsWith(": The security token is invalid");
    }

    @Test
    void a_failure_is_told_in_plain_words_and_a_defect_with_its_class() {
        assertThat(FailureReason.of(new InputBadException("the object hashes to 1; 2 was declared")))
                .isEqualTo("the object hashes to 1; 2 was declared");
        assertThat(FailureReason.of(new TooLateException("the store refuses"))).isEqualTo("the store refuses");
        assertThat(FailureReason.of(new UncheckedIOException(new NoSuchFileException("/a"))))
                .isEqualTo("it is missing");
        assertThat(FailureReason.of(new EOFException())).isEqualTo("it ends too early");
        assertThat(FailureReason.of(new IllegalStateException("odd"))).contains("IllegalStateException", "odd");
    }

    private static String trouble(Exception cause) {
        var outage = new Outage("the object store", NOPLogger.NOP_LOGGER, InstantSource.system());
        outage.failed(cause);
        return outage.trouble().orElseThrow();
    }
}
