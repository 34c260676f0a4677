package dev.iota.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedTest {
    private static final Instant NOW = Instant.EPOCH;

    @Test
    void positions_come_in_order_up_to_the_limit() {
        assertThat(positions(Feed.fresh(0, 1, 3))).containsExactly(0L, 1L, 2L);
    }

    @Test
    void the_shards_of_a_run_give_every_position_once() {
        var all = new ArrayList<Long>();
        for (var shard = 0; shard < 4; shard++) {
            all.addAll(positions(Feed.fresh(shard, 4, 10)));
        }

        assertThat(all).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void what_was_given_back_comes_first_under_a_new_id_and_beyond_the_limit() {
        var feed = Feed.fresh(0, 1, 2);
        feed = feed.draw(0, NOW).orElseThrow().feed();
        feed = feed.withRedo(0);

        var again = feed.draw(0, NOW).orElseThrow();
        assertThat(again.microbatch().position()).isZero();
        assertThat(again.microbatch().id()).isEqualTo(1);
        assertThat(positions(again.feed())).containsExactly(1L);
        assertThat(again.feed().redone()).isEqualTo(1);
    }

    @Test
    void a_closed_feed_gives_nothing_until_it_is_opened_again() {
        var closed = Feed.fresh(0, 1, 5).with(false, 5).withRedo(3);

        assertThat(closed.draw(0, NOW)).isEmpty();
        assertThat(positions(closed.with(true, 2))).containsExactly(3L, 0L, 1L);
    }

    @Test
    void every_change_counts_one_version() {
        var feed = Feed.fresh(0, 1, 5);

        assertThat(feed.withRedo(1).version()).isEqualTo(1);
        assertThat(feed.with(false, 5).version()).isEqualTo(1);
        assertThat(feed.draw(0, NOW).orElseThrow().feed().version()).isEqualTo(1);
    }

    private static List<Long> positions(Feed feed) {
        var positions = new ArrayList<Long>();
        for (var drawn = feed.draw(0, NOW);
                drawn.isPresent();
                drawn = drawn.get().feed().draw(0, NOW)) {
            positions.add(drawn.get().microbatch().position());
        }
        return positions;
    }
}
