package dev.iota.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostCommandTest {
    @ParameterizedTest
    @CsvSource({
        "--heartbeat, 0, '--heartbeat is 0.0; wanted 1 to 1,000,000,000'",
        "--heartbeat, NaN, '--heartbeat is NaN; wanted 1'",
        "--heartbeat, -5, '--heartbeat is -5.0; wanted 1'",
        "--seconds-per-stage, -1, '--seconds-per-stage is -1.0; wanted 0'",
        "--seconds-per-stage, Infinity, '--seconds-per-stage is Infinity; wanted 0'",
        "--stages, 0, '--stages is 0; wanted 1'",
        "--tokens-per-microbatch, -1, '--tokens-per-microbatch is -1; wanted 1'",
        "--index-shards, 0, '--index-shards is 0; wanted 1'"
    })
    void a_size_that_no_run_can_have_is_refused_before_anything_is_read(String option, String value, String reason) {
        var err = new StringWriter();

        var status = LocalCommand.line().setErr(new PrintWriter(err, true)).execute("cost", "nowhere", option, value);

        assertThat(err.toString()).contains(reason);
        assertThat(status).isEqualTo(2);
    }
}
