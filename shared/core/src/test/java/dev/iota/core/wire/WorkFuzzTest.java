package dev.iota.core.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** A miner trusts no inbox. */
@Tag("security")
class WorkFuzzTest {

    static Stream<byte[]> seeds() {
        var source = new Source("u", Map.of("range", "bytes=0-1"), 2, Optional.of(Sha256.hex("x")));
        var sink = new Sink("u", Map.of(), 2);
        var until = Instant.parse("2026-03-01T12:00:00Z");
        var some = Optional.of(source);
        var none = Optional.<Source>empty();
        return Stream.of(
                        new Work.Forward("r", 0, 1, 2, "l", until, Instant.EPOCH, some, none, Optional.of(sink), -5),
                        new Work.Backward(
                                "r",
                                0,
                                1,
                                2,
                                "l",
                                until,
                                Instant.EPOCH,
                                source,
                                none,
                                some,
                                source,
                                Optional.empty(),
                                5),
                        new Work.Collect("r", 0, 1, until),
                        new Work.Inspect("r", 0, 1, 2, "l", until, source),
                        new Work.Merge("r", 0, 1, 2, "l", until, source, sink),
                        new Work.Store("r", 0, 1, 2, "l", until, List.of(sink)),
                        new Work.Load("r", 0, 1, source),
                        new Work.Audit(
                                "r",
                                0,
                                1,
                                "a",
                                "l",
                                until,
                                source,
                                new HopEvidence(
                                        Optional.of(new TokenEvidence(
                                                3, some.orElseThrow(), some.orElseThrow(), some.orElseThrow())),
                                        none,
                                        some,
                                        none,
                                        some,
                                        5,
                                        new GradientProbe(List.of(1f), List.of(2f)),
                                        Optional.of(2f),
                                        Optional.of(0.5))),
                        new Work.Stop("r", 0, "done"))
                .map(work -> Json.write(work).getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.read(input, text -> Json.write(Json.read(text, Work.class)));
    }
}
