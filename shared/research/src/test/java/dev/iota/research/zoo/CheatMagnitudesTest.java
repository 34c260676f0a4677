package dev.iota.research.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.clasp.Seat;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.magnitude.MagnitudeEpoch;
import dev.iota.core.magnitude.MagnitudeSeries;
import dev.iota.core.magnitude.SizeSuspicion;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.Hop.Stored;
import dev.iota.core.wire.Magnitude;
import dev.iota.core.wire.Precision;
import dev.iota.model.engine.StageInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What sizes of tensors say of the zoo: four miners a stage at the published weights, one of whom may cheat in the
 * middle stage. Every epoch has the same microbatches, and other miners do them.
 */
class CheatMagnitudesTest {
    private static final int MINERS = 4;
    private static final int MICROBATCHES = 48;
    private static final int EPOCHS = 8;
    private static final int MIDDLE = 1;
    private static final Seat BAD = new Seat(MIDDLE, hotkey(MIDDLE, 1));

    private static ZooModel model;
    private static CheatEngines engines;

    /** What is stored of a hop. */
    private record Done(Optional<Stored> output, Optional<Stored> gradient) {}

    @BeforeAll
    static void train() throws IOException {
        model = ZooModel.make(ZooModel.preset(Precision.FLOAT32), CheatMagnitudesTest::tokens, MICROBATCHES, 1);
        var published = model.published().get(MIDDLE);
        engines = new CheatEngines(
                model.preset(), MIDDLE, published, model.before().get(MIDDLE), 1, 1);
    }

    @AfterAll
    static void close() {
        engines.close();
    }

    @Test
    void of_honest_miners_nobody_is_suspected() {
        assertThat(suspected(honest(MIDDLE))).isEmpty();
    }

    /** A hundred hops of a cheat. */
    @ParameterizedTest
    @EnumSource(names = {"ECHO", "SKIP_BLOCK", "NO_BACKWARD"})
    void whoever_leaves_out_a_part_of_its_work_is_suspected_and_nobody_else_is(Cheat cheat) {
        assertThat(suspected(committed(cheat))).extracting(SizeSuspicion::seat).containsExactly(BAD);
    }

    @ParameterizedTest
    @EnumSource(names = {"INT4", "NOISE_10", "NO_STEP"})
    void cheats_that_keep_sizes_about_as_they_are_are_left_to_audits(Cheat cheat) {
        assertThat(suspected(committed(cheat))).isEmpty();
    }

    private static List<SizeSuspicion> suspected(List<Done> bad) {
        var series = new MagnitudeSeries();
        var random = new Random(1);
        var known = MagnitudeEpoch.NONE;
        var done = IntStream.range(0, stages())
                .mapToObj(CheatMagnitudesTest::honest)
                .toList();
        for (var epoch = 0; epoch < EPOCHS; epoch++) {
            var pathways = new ArrayList<List<Hop>>();
            var miners = IntStream.range(0, stages())
                    .mapToObj(stage -> shuffled(random))
                    .toList();
            for (var number = 0; number < MICROBATCHES; number++) {
                var pathway = new ArrayList<Hop>();
                for (var stage = 0; stage < stages(); stage++) {
                    var hotkey = hotkey(stage, miners.get(stage).get(number));
                    var hop = (BAD.equals(new Seat(stage, hotkey)) ? bad : done.get(stage)).get(number);
                    pathway.add(
                            new Hop(hotkey, 1, hop.output(), hop.gradient(), 1, Optional.empty(), Optional.empty()));
                }
                pathways.add(pathway);
            }
            known = series.next(known, pathways);
        }
        return known.look().suspected();
    }

    /** Who does each microbatch: everybody as many. */
    private static List<Integer> shuffled(Random random) {
        var miners = new ArrayList<Integer>();
        for (var number = 0; number < MICROBATCHES; number++) {
            miners.add(number % MINERS);
        }
        Collections.shuffle(miners, random);
        return miners;
    }

    private static int stages() {
        return model.published().size();
    }

    /** Those of a microbatch are listed from the tail to the head. */
    private static HopCase hop(int number, int stage) {
        return model.hops().get(number * stages() + stages() - 1 - stage);
    }

    private static List<Done> honest(int stage) {
        return IntStream.range(0, MICROBATCHES)
                .mapToObj(number -> new Done(
                        stage + 1 < stages()
                                ? hop(number, stage + 1).input().map(CheatMagnitudesTest::stored)
                                : Optional.empty(),
                        stage > 0
                                ? hop(number, stage - 1).outputGradient().map(CheatMagnitudesTest::stored)
                                : Optional.empty()))
                .toList();
    }

    private static List<Done> committed(Cheat cheat) {
        var random = new Random(1);
        return IntStream.range(0, MICROBATCHES)
                .mapToObj(number -> cheat.commit(
                        hop(number, MIDDLE),
                        hop((number + 1) % MICROBATCHES, MIDDLE),
                        engines,
                        Precision.FLOAT32,
                        random))
                .map(results -> new Done(
                        results.output().map(CheatMagnitudesTest::stored),
                        results.inputGradient().map(CheatMagnitudesTest::stored)))
                .toList();
    }

    private static Stored stored(byte[] payload) {
        var magnitude = Magnitude.of(payload, Precision.FLOAT32);
        return new Stored("lease", "hash", magnitude, Optional.of(magnitude));
    }

    private static Hotkey hotkey(int stage, int miner) {
        return Hotkey.of(
                ByteBuffer.allocate(32).putInt(stage * MINERS + miner + 1).array());
    }

    /** Two rows of numbers that count up: easy to learn. */
    private static StageInput.Tokens tokens(long position) {
        var random = new Random(position);
        var ids = new int[2 * 33];
        for (var row = 0; row < 2; row++) {
            var start = random.nextInt(200);
            for (var i = 0; i < 33; i++) {
                ids[row * 33 + i] = (start + i) % 257;
            }
        }
        return new StageInput.Tokens(2, ids);
    }
}
