package dev.iota.local.cloud.count;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.count.CallCounts;
import dev.iota.cloud.count.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void a_later_start_goes_on_with_what_was_counted() {
        count();
        count();

        assertThat(CallFile.read(folder)).hasValueSatisfying(counts -> assertThat(counts.causes())
                .containsExactly(new CallCounts.Cause(Causes.HOP, Causes.EVENTS, 2, 0)));
    }

    @Test
    void a_file_that_cannot_be_read_is_no_reason_not_to_start() throws IOException {
        Files.writeString(folder.resolve("calls.json"), "{");

        assertThat(CallFile.read(folder)).isEmpty();
        count();
        assertThat(CallFile.read(folder)).isPresent();
    }

    private void count() {
        var file = CallFile.start(folder, Clock.systemUTC());
        file.book().happened(Causes.HOP, Causes.EVENTS, 0);
        file.stop();
    }
}
