package dev.iota.agent.home;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.wire.Quarantined;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Tag("security")
class QuarantineFileTest {
    private static final long MOST = 3 << 20;

    @TempDir
    Path folder;

    @Test
    void a_flood_fills_two_files_and_no_more() throws Exception {
        var file = new QuarantineFile(folder, LoggerFactory.getLogger("test"));
        var record = Quarantined.of(
                Instant.EPOCH, "inbox", Optional.empty(), "x".repeat(Quarantined.MOST), "y".repeat(Quarantined.MOST));

        for (var i = 0; i < 6000; i++) {
            file.put(record);
        }

        var bytes = 0L;
        try (var files = Files.list(folder)) {
            for (var one : files.toList()) {
                bytes += Files.size(one);
            }
        }
        assertThat(bytes).isBetween(1L << 20, MOST);
    }
}
