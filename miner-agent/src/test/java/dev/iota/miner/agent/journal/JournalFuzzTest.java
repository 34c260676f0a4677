package dev.iota.miner.agent.journal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.base.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** What a journal holds: a disk may give back anything. */
@Tag("security")
class JournalFuzzTest {

    static Stream<byte[]> seeds() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var channel = Channels.newChannel(bytes)) {
            for (var line : JournalLines.ofAStep()) {
                JournalFile.write(channel, line);
            }
        }
        return Stream.of(bytes.toByteArray());
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) throws IOException {
        try (var file = new JournalFile(new ByteArrayInputStream(input), input.length)) {
            for (var line = file.next(); line.isPresent(); line = file.next()) {
                if (line.get().entry() instanceof JournalEntry.Forward forward) {
                    forward.input(line.get().body());
                }
            }
        } catch (MalformedException refused) {
            assert refused.getMessage() != null;
        }
    }
}
