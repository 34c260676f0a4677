package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.StageItem.Phase;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every handler of an epoch dies after its first, second, … call, and its message comes again. */
@Tag("crash")
class EpochCrashTest {
    private static final int LOOKS = 10;

    private final Crashes crashes = new Crashes();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 14})
    void an_epoch_is_published_once_wherever_its_handlers_die(int calls) {
        var scene = EpochScene.of(3, EpochScene.spec(1, 1), crashes::around);
        scene.train();
        scene.through = handler -> dyingAfter(calls, scene, handler);
        scene.close();
        scene.work(scene.miners());
        for (var looks = 0; looks < LOOKS && scene.stage().phase() != Phase.PUBLISHING; looks++) {
            scene.pass(Duration.ofSeconds(61), scene.miners());
            scene.work(scene.miners());
        }

        assertThat(scene.stage().phase()).isEqualTo(Phase.PUBLISHING);
        var checkpoint = scene.publishAndFlip();
        assertThat(checkpoint.origin()).isEqualTo(Origin.MERGED);
        assertThat(checkpoint.kept()).hasSize(3);
        assertThat(checkpoint.excluded()).isEmpty();
        assertThat(scene.stage().wrong()).isEmpty();
        assertThat(scene.run().admin().status().epoch()).isEqualTo(1);
        assertThat(scene.run().admin().status().inFlight()).isZero();
        assertThat(scene.run().quarantined()).isEmpty();
    }

    private void dyingAfter(int calls, EpochScene scene, Runnable handler) {
        crashes.after(calls);
        try {
            handler.run();
            crashes.never();
        } catch (Crashes.Killed e) {
            scene.run().restart();
            handler.run();
        }
    }
}
