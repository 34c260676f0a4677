package dev.iota.core.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Anyone may put anything on the event queue; whoever has a key may sign anything. */
@Tag("security")
class SignedEventFuzzTest {
    private static final KeyPair KEYS = KeyPair.generate(new Random(1));

    static Stream<byte[]> seeds() {
        var hash = Sha256.hex("x");
        var probe = new GradientProbe(List.of(1f), List.of(2f, 3f));
        var some = Optional.of(hash);
        var size = Optional.of(new Magnitude(-0.5f, 1.5f));
        var magnitudes = new Magnitudes(size, size);
        return Stream.of(
                        new Event.ForwardDone("r", 0, 1, 2, "l", 3, hash, 0.5, magnitudes),
                        new Event.BackwardDone(
                                "r",
                                0,
                                1,
                                2,
                                Direction.BACKWARD,
                                "l",
                                3,
                                some,
                                Optional.of(2f),
                                probe,
                                Optional.of(.1),
                                1,
                                magnitudes),
                        new Event.InputBad("r", 0, 1, 2, Direction.FORWARD, "l", "why"),
                        new Event.StepDone("r", 0, 1, 2, 3, List.of(new StepEntry(1, hash, some)), 1, 0.5, "cpu"),
                        new Event.UploadStored("r", 0, 1, "l", hash),
                        new Event.ShardInspected("r", 0, 1, 2, "l", "AD/wAAAAAAAA"),
                        new Event.ShardMerged("r", 0, 1, 2, "l", hash),
                        new Event.ShardStored("r", 0, 1, 2, "l"),
                        new Event.ShardFailed("r", 0, 1, 2, "l", "why"),
                        new Event.MergeMoved("r", 0, 1, MergeTraffic.NONE),
                        new AuditEvent.Judged(
                                "r", 0, 1, "a", "l", false, List.of(new Measure("loss", 2, 1)), "why", "cpu", 1),
                        new AuditEvent.Failed("r", 0, 1, "a", "l", AuditEvent.Cause.EVIDENCE, "why"),
                        new HeldOutMeasured("r", 0, "l", 2.5, 64, "cpu", 1))
                .flatMap(event -> Stream.of(Json.write(event), Json.write(SignedEvent.sign(KEYS, event))))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    /** The input as the message, and as an event inside a genuine signature. */
    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        Hostile.read(input, text -> Json.read(text, SignedEvent.class).verified());
        Hostile.read(input, text -> {
            var signature = KEYS.signature(Utf8.bytes("iota-event-1\n" + text));
            new SignedEvent(KEYS.hotkey(), text, signature).verified().key();
        });
    }
}
