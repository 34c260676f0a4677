package dev.iota.core.identity;

import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.Magnitudes;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a signature takes, one thread, over the largest event there is: a backward with a full gradient probe. Sampled
 * one by one: see docs/security.md.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx512m")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SignatureBenchmark {
    @Param({"ED25519", "SR25519"})
    public Scheme scheme = Scheme.ED25519;

    private KeyPair keys = KeyPair.generate(new Random(1));
    private byte[] message = {};
    private byte[] signature = {};

    @Setup
    public void sign() {
        keys = KeyPair.generate(scheme, new Random(1));
        var event = new Event.BackwardDone(
                "run",
                12,
                123_456,
                3,
                Direction.BACKWARD,
                "0123456789abcdef",
                20,
                Optional.of(Sha256.hex("gradient")),
                Optional.empty(),
                new GradientProbe(
                        Collections.nCopies(48, 0.12345678f),
                        Collections.nCopies(GradientProbe.POSITIONS, -1.2345678e-5f)),
                Optional.empty(),
                0.123456,
                Magnitudes.NONE);
        message = Json.write(event).getBytes(StandardCharsets.UTF_8);
        signature = keys.sign(message);
    }

    @Benchmark
    public byte[] signing() {
        return keys.sign(message);
    }

    @Benchmark
    public boolean verifying() {
        return scheme.verify(keys.hotkey().publicKey(), message, signature);
    }
}
