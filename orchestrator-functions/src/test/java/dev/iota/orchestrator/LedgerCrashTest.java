package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.orchestrator.admin.ScoreBooks;
import dev.iota.orchestrator.context.Runs;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handlers that write down what miners earned die after their first, second, … call, and are run again. */
@Tag("crash")
@Tag("ledger")
class LedgerCrashTest {
    /** More calls than any handler makes. */
    private static final int CALLS = 200;

    /** Of the calls of a handler every ninth. */
    private static final int SOME = 9;

    private final Crashes crashes = new Crashes();

    @Test
    void a_ledger_has_the_same_bytes_after_calls_at_which_the_flip_or_the_sweep_dies() {
        writtenAgain(SOME);
    }

    @Test
    @Tag("long")
    void a_ledger_has_the_same_bytes_after_whichever_of_its_calls_the_flip_or_the_sweep_dies() {
        writtenAgain(1);
    }

    private void writtenAgain(int every) {
        var scene = published(Integer.MAX_VALUE);
        writtenAgain(scene, every, () -> scene.task("Flip", 0));
        writtenAgain(scene, every, scene.run()::sweep);
    }

    /** The ledger is gone each time, and the handler dies; what it or the next one writes is what there was. */
    private void writtenAgain(EpochScene scene, int every, Runnable handler) {
        var before = texts(scene);
        assertThat(before).hasSize(1);
        for (var calls = 1; calls <= CALLS; calls += every) {
            scene.run().services().objects().delete(List.of(ObjectKeys.ledger(0)));
            if (!dies(scene, calls, handler)) {
                assertThat(texts(scene)).isEqualTo(before);
                return;
            }
            assertThat(texts(scene)).as("killed after call %d", calls).isEqualTo(before);
        }
        throw new AssertionError("a handler makes more than %d calls".formatted(CALLS));
    }

    /** Dying, the handler gives back what is in no upload that counts, and says which work is. */
    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    void the_same_work_is_accepted_after_calls_at_which_a_stage_is_published(int calls) {
        acceptedAlike(calls);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 22})
    @Tag("long")
    void the_same_work_is_accepted_after_whichever_of_its_calls_a_stage_is_published(int calls) {
        acceptedAlike(calls);
    }

    private void acceptedAlike(int calls) {
        var scene = published(calls);
        var books = books(scene);
        var texts = books.texts();

        assertThat(books.check(texts)).isEmpty();
        var receipts =
                Objects.requireNonNull(books.evidence(0).receipts().get(0)).miners();
        assertThat(receipts).hasSize(2);
        assertThat(receipts.stream()
                        .mapToInt(work -> work.microbatches().size())
                        .sum())
                .isEqualTo((int) scene.run().status().now().completed());
        scene.run().forget();
    }

    /** Two miners uploaded; the handlers that publish die after so many calls. */
    private EpochScene published(int calls) {
        crashes.never();
        var scene = new EpochScene(Setup.of(2, EpochScene.spec(1, 0)).wrap(crashes::around));
        scene.train();
        scene.close();
        scene.work(scene.miners());
        scene.through = handler -> dies(scene, calls, handler);
        scene.publishAndFlip();
        scene.through = Runnable::run;
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
        return books(scene).texts();
    }

    private static ScoreBooks books(EpochScene scene) {
        var services = scene.run().services();
        return new ScoreBooks(services, new Runs(services));
    }
}
