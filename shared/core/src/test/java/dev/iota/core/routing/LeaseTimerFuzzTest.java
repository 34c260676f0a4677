package dev.iota.core.routing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.base.Json;
import dev.iota.core.wire.Hostile;
import dev.iota.core.wire.Quarantined;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages of the timer queue, and what is kept of a message that makes no sense. */
@Tag("security")
class LeaseTimerFuzzTest {

    static Stream<byte[]> seeds() {
        return Stream.of(new LeaseTimer(1, "l"), new PhaseTimer(1, Optional.of(2)), new PhaseTimer(1, Optional.empty()))
                .map(timer -> Json.write(timer).getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.read(input, text -> Json.read(text, LeaseTimer.class));
        Hostile.read(input, text -> Json.read(text, PhaseTimer.class));
        Hostile.read(input, text -> Json.read(text, TakeoverTimer.class));
        Hostile.read(
                input,
                text -> Json.read(
                        Json.write(Quarantined.of(Instant.EPOCH, "q", Optional.empty(), text, text)),
                        Quarantined.class));
    }
}
