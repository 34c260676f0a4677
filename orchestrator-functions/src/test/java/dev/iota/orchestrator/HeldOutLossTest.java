package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.api.view.EpochSummary;
import dev.iota.core.api.view.EpochsView;
import dev.iota.core.api.view.HeldOutLoss;
import dev.iota.core.api.view.RunView;
import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.data.HeldOutSample;
import dev.iota.core.wire.HeldOutMaterial;
import dev.iota.core.wire.Work;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The weights that an epoch publishes are measured once, by a validator without audits. */
@Tag("security")
class HeldOutLossTest {
    private final EpochScene scene = EpochScene.of(3);
    private final TestRun run = scene.run();
    private final TestValidator validator = listed();

    @Test
    void what_a_validator_measures_of_published_weights_is_kept_with_their_epoch_and_shown() {
        validator.call(Optional.empty());
        assertThat(validator.receiveAll()).as("nothing is published").isEmpty();
        var work = asked();
        var material = Json.read(
                new String(new TestObjectStore().get(work.material()), StandardCharsets.UTF_8), HeldOutMaterial.class);
        assertThat(material.checkpoints()).hasSize(run.run().stages());
        assertThat(shown()).isEmpty();

        run.deliver(validator.measures(work, 2.5, predicted()));
        run.deliver(validator.measures(work, 9.5, predicted()));

        assertThat(shown())
                .hasValueSatisfying(loss -> {
                    assertThat(loss.epoch()).isZero();
                    assertThat(loss.lossNats()).isEqualTo(2.5);
                    assertThat(loss.tokens()).isEqualTo(predicted());
                    assertThat(loss.tokensTrained())
                            .isEqualTo(look("/v1/run", RunView.class).work().tokensTrained());
                })
                .isEqualTo(look("/v1/run", RunView.class).heldOut());
        validator.call(Optional.empty());
        assertThat(validator.receiveAll()).as("it is measured once").isEmpty();
    }

    @Test
    void only_a_listed_validator_is_heard_and_only_of_what_it_was_asked() {
        var work = asked();
        var other = listed();

        run.deliver(TestValidator.stranger(run).measures(work, 1, predicted()));
        run.deliver(other.measures(work, 1, predicted()));
        run.deliver(validator.measures(work, 1, predicted() - 1));
        run.deliver(validator.measures(
                new Work.HeldOut(work.run(), 7, work.lease(), work.until(), work.material()), 1, predicted()));

        assertThat(shown()).isEmpty();
        for (var loss : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> validator.measures(work, loss, predicted()))
                    .isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> validator.measures(work, 1, 0)).isInstanceOf(MalformedException.class);
    }

    @Test
    void another_validator_is_asked_when_the_first_one_is_not_heard_for_the_time_of_a_lease() {
        var work = asked();
        var lease = run.run().spec().audits().lease();
        var other = listed();
        other.call(Optional.empty());
        assertThat(other.receiveAll()).isEmpty();

        run.clock().pass(lease.dividedBy(2));
        validator.call(Optional.empty(), work.lease());
        run.clock().pass(lease.dividedBy(2).plusSeconds(1));
        other.call(Optional.empty());
        assertThat(other.receiveAll()).as("a heartbeat extended the lease").isEmpty();

        run.clock().pass(lease);
        other.call(Optional.empty());
        var again = (Work.HeldOut) other.receiveAll().getFirst();
        run.deliver(validator.measures(work, 1, predicted()));
        assertThat(shown()).isEmpty();
        run.deliver(other.measures(again, 2, predicted()));
        assertThat(shown()).map(HeldOutLoss::lossNats).contains(2.0);
    }

    @Test
    void audits_come_first() {
        var audited = new EpochScene(Setup.of(3, EpochScene.spec(10, 0)).audits(AuditScene.EVERY));
        var busy = TestValidator.stranger(audited.run());
        audited.run().audits().list(List.of(busy.hotkey()));
        publish(audited);

        busy.call(Optional.empty());
        assertThat(busy.receiveAll()).isNotEmpty().allMatch(Work.Audit.class::isInstance);
    }

    private Work.HeldOut asked() {
        publish(scene);
        validator.call(Optional.empty());
        var given = validator.receiveAll();
        assertThat(given).hasSize(1);
        return (Work.HeldOut) given.getFirst();
    }

    private static void publish(EpochScene scene) {
        scene.trainFor(1);
        scene.work(scene.miners());
        scene.publishAndFlip();
    }

    private TestValidator listed() {
        var another = TestValidator.stranger(run);
        run.audits()
                .list(Stream.concat(run.audits().listed().stream(), Stream.of(another.hotkey()))
                        .toList());
        return another;
    }

    private long predicted() {
        return HeldOutSample.of(run.run().record().manifest()).predicted();
    }

    private Optional<HeldOutLoss> shown() {
        return look("/v1/epochs", EpochsView.class).epochs().stream()
                .map(EpochSummary::heldOut)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private <T> T look(String path, Class<T> type) {
        return Looks.ok(new ReadFunction(run.services()), path, "", type);
    }
}
