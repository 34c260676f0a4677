package dev.iota.core.api;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.api.UploadRequest.Announced;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.Hostile;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.Work;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies of requests and answers, of every route. The first byte chooses which. */
@Tag("security")
class ApiFuzzTest {
    private static final List<Class<?>> BODIES = List.of(
            RegisterRequest.class,
            RenewRequest.class,
            UploadRequest.class,
            RegisterResponse.class,
            RenewResponse.class,
            UploadResponse.class,
            StatusResponse.class,
            ErrorResponse.class,
            ValidatorRequest.class,
            ValidatorResponse.class);

    static Stream<byte[]> seeds() {
        var hash = Sha256.hex("x");
        var until = Instant.parse("2026-03-01T12:00:00Z");
        var credentials = Optional.of(new QueueCredentials("a", "b", "c", until));
        var sink = new Sink("u", Map.of(), 2);
        var spec = RunSpec.of("r", 1, Presets.load("tiny"), EpochSpec.untilClosed());
        var bodies = List.of(
                new RegisterRequest(Optional.of("s"), Optional.of(SnapshotPoint.after(1, 2, 3)), "1", "cpu"),
                new RenewRequest(
                        "s",
                        1,
                        0.5,
                        2.5,
                        List.of(new RenewRequest.HeldLease(1, "l")),
                        List.of(1L),
                        List.of(2),
                        4,
                        1 << 20,
                        until),
                new UploadRequest("s", 1, 2, List.of(new Announced(1, hash)), new Announced(2, hash)),
                new RegisterResponse(1, "s", 2, "i", "e", "r", credentials.get(), spec, true, 0, Optional.empty()),
                new RenewResponse(List.of(1L), List.of(2), credentials, List.of(new Work.Stop("r", 0, "why"))),
                new UploadResponse("l", until, List.of(sink), sink, List.of(0)),
                new StatusResponse(
                        "r",
                        StatusResponse.Phase.OPEN,
                        0,
                        1,
                        2,
                        3,
                        4,
                        5,
                        6,
                        7,
                        0.5,
                        0.5,
                        List.of(1),
                        List.of(),
                        List.of(),
                        Optional.of("why"),
                        new AuditCounts(9, 1, 5, 1, 1, 2, 3.5, 2.5, 1 << 20, 1)),
                new ErrorResponse("e", Optional.of(1L), Optional.of(2L)),
                new ValidatorRequest(Optional.of("s"), "1", "cpu", Optional.of(2), List.of("l"), until, 3, 4.5),
                new ValidatorResponse("s", spec, "i", "e", "r", credentials));
        return IntStream.range(0, bodies.size()).mapToObj(i -> {
            var json = Json.write(bodies.get(i)).getBytes(StandardCharsets.UTF_8);
            var input = new byte[1 + json.length];
            input[0] = (byte) i;
            System.arraycopy(json, 0, input, 1, json.length);
            return input;
        });
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        if (input.length > 0) {
            var type = BODIES.get(Byte.toUnsignedInt(input[0]) % BODIES.size());
            Hostile.read(Arrays.copyOfRange(input, 1, input.length), text -> Json.write(Json.read(text, type)));
        }
    }
}
