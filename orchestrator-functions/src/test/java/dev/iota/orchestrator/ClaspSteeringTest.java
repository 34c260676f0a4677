package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.iota.cloud.client.AwsClients;
import dev.iota.cloud.object.ObjectKeys;
import dev.iota.core.clasp.Seat;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.wire.Magnitude;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/** Whose pathways have higher losses is audited more, and nothing else happens to it. */
class ClaspSteeringTest {
    private static final EpochSpec EPOCHS = EpochScene.spec(1, 0);

    private final List<String> read = new ArrayList<>();

    @Test
    void a_miner_that_raises_the_loss_is_suspected_and_drawn_ten_times_as_often() {
        var scene = new ClaspScene(0.5f, this::around);
        scene.history(99);
        scene.epoch(1);
        assertThat(scene.audits(0, true)).allMatch(audit -> audit.subject().rate() == 0.1);
        scene.next();
        scene.epoch(5);

        assertThat(scene.known().sums().looks().observations()).isGreaterThan(100);
        assertThat(scene.suspected()).containsExactly(scene.bad());
        assertThat(scene.known().suspected().getFirst().effect()).isCloseTo(0.5, within(0.15));
        assertThat(scene.audits(1, true)).allMatch(audit -> audit.subject().rate() == 0.1);

        scene.next();
        read.clear();
        scene.epoch(8);

        assertThat(scene.audits(2, true)).allMatch(audit -> audit.subject().rate() == 1);
        assertThat(scene.audits(2, false)).allMatch(audit -> audit.subject().rate() == 0.1);
        assertThat(scene.audited(2)).isNotEmpty().containsOnly(true);
        scene.requireTailsDrawnBelow(0.1, 2);
        scene.requireNoPenalty();
        assertThat(read.stream().filter(ObjectKeys.clasp(1)::equals))
                .as("once by the process that draws, once by the one that writes what follows")
                .hasSize(2);
        scene.run().forget();
    }

    @Test
    void a_miner_that_says_other_sizes_than_its_neighbours_find_is_suspected_and_drawn_ten_times_as_often() {
        var scene = new ClaspScene(0, UnaryOperator.identity());
        scene.miner(0, 1).sizes.stored = new Magnitude(0, 2);
        scene.epoch(12);

        assertThat(scene.suspicions().suspected()).containsExactly(new Seat(0, scene.bad()));
        assertThat(scene.suspicions().sizes().look().suspected().getFirst().reason())
                .contains("find other sizes of them than it says");

        scene.next();
        scene.epoch(6);

        assertThat(scene.audits(1, true))
                .isNotEmpty()
                .allMatch(audit -> audit.subject().rate() == 1);
        assertThat(scene.audits(1, false)).allMatch(audit -> audit.subject().rate() == 0.1);
        scene.requireNoPenalty();
        scene.run().forget();
    }

    @Test
    void a_run_of_honest_miners_suspects_nobody() {
        var scene = new ClaspScene(0, UnaryOperator.identity());
        scene.history(99);
        scene.epoch(1);
        scene.next();
        scene.epoch(4);

        assertThat(scene.known().look()).isPresent();
        assertThat(scene.known().epoch()).isEqualTo(1);
        assertThat(scene.known().sums().looks().observations()).isGreaterThan(100);
        assertThat(scene.suspicions().suspected()).isEmpty();
        assertThat(scene.suspicions().sizes().look().microbatches()).isPositive();
        assertThat(scene.run().audits().audits())
                .isNotEmpty()
                .allMatch(audit -> audit.subject().rate() == 0.1);
        scene.run().forget();
    }

    @Test
    void epochs_that_a_rollback_gave_up_add_nothing_and_none_counts_twice() {
        var scene = new EpochScene(Setup.of(2, EPOCHS).blocks(1));
        scene.trainFor(3);
        scene.work(scene.miners());
        scene.publishAndFlip();
        var before = scene.run().audits().suspicions().orElseThrow().losses();
        assertThat(before.added().pathways())
                .isEqualTo((int) scene.run().status().now().completed())
                .isPositive();
        scene.next();
        scene.train();

        scene.run().control().rollback(0);
        scene.run().control().rollback(1);
        scene.run().sweep();

        var after = scene.run().audits().suspicions().orElseThrow().losses();
        assertThat(after.epoch()).isEqualTo(2);
        assertThat(after.added().pathways()).isZero();
        assertThat(after.sums()).isEqualTo(before.sums());
        scene.run().forget();
    }

    @Test
    void what_is_damaged_suspects_nobody_and_stops_neither_hops_nor_epochs() {
        var scene = new ClaspScene(0.5f, UnaryOperator.identity());
        scene.epoch(1);
        scene.next();
        scene.run()
                .services()
                .objects()
                .write(ObjectKeys.clasp(0), "{\"suspected\":\"everybody\"}".getBytes(StandardCharsets.UTF_8));

        scene.epoch(3);

        assertThat(scene.run().status().now().epoch()).isEqualTo(2);
        assertThat(scene.audits(1, true)).allMatch(audit -> audit.subject().rate() == 0.1);
        assertThat(scene.run().services().objects().length(ObjectKeys.clasp(1))).isEmpty();
        scene.run().forget();
    }

    private AwsClients around(AwsClients awsClients) {
        return Intercept.objects(awsClients, this::note);
    }

    private @Nullable Object note(String method, Object request, Intercept.Call real) throws Throwable {
        if (request instanceof GetObjectRequest get) {
            read.add(get.key());
        }
        return real.make();
    }
}
