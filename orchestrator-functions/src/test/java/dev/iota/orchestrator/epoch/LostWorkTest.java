package dev.iota.orchestrator.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.routing.Backlog;
import dev.iota.core.routing.Feed;
import dev.iota.orchestrator.EpochScene;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** However much work was lost, the run goes on. */
class LostWorkTest {
    @Test
    void a_run_with_five_thousand_positions_that_start_again_publishes() {
        publishes(5_000);
    }

    @Test
    @Tag("long")
    void a_run_with_a_hundred_thousand_positions_that_start_again_publishes() {
        publishes(100_000);
    }

    private static void publishes(int lost) {
        var scene = EpochScene.of(3);
        scene.train();
        lose(scene, lost);
        scene.closeWithoutLast();

        assertThat(scene.publishAndFlip().kept()).hasSize(2);

        assertThat(scene.run().services().runs().pointer(1)).isPresent();
        var feed = scene.run().run().feeds().get(0).orElseThrow();
        assertThat(feed.waiting()).as("and what the third miner did").isGreaterThan(lost);
    }

    /** A page with each write. */
    private static void lose(EpochScene scene, int count) {
        var feeds = scene.run().run().feeds();
        for (var lost = 0; lost < count; lost += Backlog.PAGE) {
            var before = feeds.get(0).orElseThrow();
            var after = before;
            for (var i = 0; i < Backlog.PAGE; i++) {
                after = after.withRedo(lost + i);
            }
            assertThat(feeds.replace(new Feed(
                            after.share(),
                            after.bounds(),
                            after.counts(),
                            after.redo(),
                            after.backlog(),
                            before.version() + 1)))
                    .isTrue();
        }
    }
}
