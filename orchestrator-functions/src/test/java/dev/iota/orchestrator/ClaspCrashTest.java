package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.object.ObjectKeys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The handlers that write down who raises the loss die after their first, second, … call, and are run again. */
@Tag("crash")
class ClaspCrashTest {
    /** More calls than any handler makes. */
    private static final int CALLS = 200;

    /** Of the calls of a handler every seventh. */
    private static final int SOME = 7;

    private static final long MOST_BYTES = 1 << 24;

    private final Crashes crashes = new Crashes();

    @Test
    void what_is_known_has_the_same_bytes_after_calls_at_which_the_flip_or_the_sweep_dies() {
        writtenAgain(SOME);
    }

    @Test
    @Tag("long")
    void what_is_known_has_the_same_bytes_after_whichever_of_its_calls_the_flip_or_the_sweep_dies() {
        writtenAgain(1);
    }

    private void writtenAgain(int every) {
        var scene = published();
        writtenAgain(scene, every, () -> scene.task("Flip", 1));
        writtenAgain(scene, every, scene.run()::sweep);
        scene.run().forget();
    }

    /** Both documents are gone each time, and the handler dies; what it or the next one writes is what there was. */
    private void writtenAgain(EpochScene scene, int every, Runnable handler) {
        var before = texts(scene);
        assertThat(before).hasSize(2).doesNotHaveDuplicates();
        for (var calls = 1; calls <= CALLS; calls += every) {
            scene.run().services().objects().delete(List.of(ObjectKeys.clasp(0), ObjectKeys.clasp(1)));
            var died = dies(scene, calls, handler);
            assertThat(texts(scene)).as("killed after call %d", calls).isEqualTo(before);
            if (!died) {
                return;
            }
        }
        throw new AssertionError("a handler makes more than %d calls".formatted(CALLS));
    }

    /** Two epochs of two miners. */
    private EpochScene published() {
        crashes.never();
        var scene = new EpochScene(Setup.of(2, EpochScene.spec(1, 0)).blocks(1).wrap(crashes::around));
        for (var epoch = 0; epoch < 2; epoch++) {
            scene.trainFor(3);
            scene.work(scene.miners());
            scene.publishAndFlip();
            if (epoch == 0) {
                scene.next();
            }
        }
        return scene;
    }

    /** Whether the handler died before it was run again to its end. */
    private boolean dies(EpochScene scene, int calls, Runnable handler) {
        crashes.after(calls);
        try {
            handler.run();
            return false;
        } catch (Crashes.Killed e) {
            crashes.never();
            scene.run().restart();
            handler.run();
            return true;
        } finally {
            crashes.never();
        }
    }

    private static List<String> texts(EpochScene scene) {
        var objects = scene.run().services().objects();
        return Stream.of(0, 1)
                .flatMap(epoch -> objects.read(ObjectKeys.clasp(epoch), MOST_BYTES).stream())
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }
}
