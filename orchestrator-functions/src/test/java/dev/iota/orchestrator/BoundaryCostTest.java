package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.iota.cloud.table.CallTable.Entry;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.Proof;
import dev.iota.core.identity.Scheme;
import dev.iota.core.identity.SignedRequest;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.Magnitudes;
import dev.iota.core.wire.SignedEvent;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the trust boundary takes of a hop, in processor time of all threads: for each hop an event is signed and
 * verified, and now and then a request is signed and verified and its nonce written to DynamoDB Local, which runs in
 * this process.
 */
@Tag("long")
class BoundaryCostTest {
    private static final int WARM = 500;
    private static final int TIMES = 2000;

    /**
     * Tokens a second of the swarm that the benchmarks' page names, of 8 · 256 tokens a microbatch, five hops each, on
     * two cores.
     */
    private static final double HOP_MICROS = 2 * 1e6 * 8 * 256 / 3591 / 5;

    /** Three miners, a heartbeat each 5 s. */
    private static final double REQUESTS_PER_HOP = 3 / 5.0 * HOP_MICROS / 2 / 1e6;

    private static final double MOST = 0.02;

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @ParameterizedTest
    @EnumSource(Scheme.class)
    void signing_and_verifying_take_less_than_two_percent_of_a_hop(Scheme scheme) {
        var run = TestRun.of(1);
        var keys = KeyPair.generate(scheme, new Random(1));
        var event = event(run.names().run());
        var body = "x".repeat(400);
        var target = new SignedRequest.Target(run.names().run(), "POST", "/v1/renew", "", body);

        var perEvent = micros(i -> {
            var text = Json.write(SignedEvent.sign(keys, event));
            Json.read(text, SignedEvent.class).verified();
        });
        var perRequest = micros(i -> {
            var now = run.clock().instant().plusSeconds(5L * i);
            var signed = SignedRequest.sign(keys, target, now, "nonce-" + i);
            assertThat(Proof.of(signed.headers(), target, now)).isInstanceOf(Proof.Genuine.class);
            assertThat(run.services().calls().enter(signed, "call", 120)).isEqualTo(Entry.ACCEPTED);
        });

        var share = (perEvent + perRequest * REQUESTS_PER_HOP) / HOP_MICROS;
        System.out.printf(
                "%s: %.0f µs an event, %.0f µs a request with its nonce, %.2f requests and %.0f µs of processor time"
                        + " a hop: %.2f %%%n",
                scheme, perEvent, perRequest, REQUESTS_PER_HOP, HOP_MICROS, 100 * share);
        assertThat(share).isLessThan(MOST);
    }

    private double micros(IntConsumer action) {
        for (var i = 0; i < WARM; i++) {
            action.accept(i);
        }
        var before = system.getProcessCpuTime();
        for (var i = WARM; i < WARM + TIMES; i++) {
            action.accept(i);
        }
        return (system.getProcessCpuTime() - before) / 1e3 / TIMES;
    }

    private static Event event(String run) {
        return new Event.BackwardDone(
                run,
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
    }
}
