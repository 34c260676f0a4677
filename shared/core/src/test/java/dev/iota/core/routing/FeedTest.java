package dev.iota.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
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

    @Test
    void positions_that_are_given_back_together_come_again_as_if_they_were_one_after_the_other() {
        for (var before : new int[] {0, Backlog.PAGE - 3, Backlog.PAGE, 2 * Backlog.PAGE - 3}) {
            var first = LongStream.range(0, before).boxed().toList();
            var again = LongStream.range(before, before + Feed.TOGETHER)
                    .mapToObj(position -> new Feed.Redo(position, 1))
                    .toList();
            var feed = Feed.fresh(0, 1, 5);
            for (var position : first) {
                feed = feed.withRedo(position);
            }
            var one = feed;
            for (var redo : again) {
                one = one.withRedo(redo);
            }

            var all = feed.withRedo(again);

            assertThat(all)
                    .isEqualTo(new Feed(
                            one.share(), one.bounds(), one.counts(), one.redo(), one.backlog(), feed.version() + 1));
        }
    }

    @Test
    void a_hundred_thousand_positions_come_again_in_order_and_the_feed_stays_small() {
        var pages = new HashMap<Long, List<Feed.Redo>>();
        var feed = Feed.fresh(0, 1, 0);
        var longest = 0;
        for (var position = 0L; position < 100_000; position++) {
            feed = feed.withRedo(position);
            if (position % 97 == 0) {
                longest = Math.max(longest, Json.write(feed.written()).length());
            }
            var before = feed;
            feed.backlog().full().ifPresent(page -> pages.put(before.backlog().next() - 1, page));
            feed = feed.written();
        }
        assertThat(feed.waiting()).isEqualTo(100_000);
        assertThat(longest).isLessThan(10_000);
        assertThat(pages.values()).allMatch(page -> page.size() == Backlog.PAGE);

        for (var position = 0L; position < 100_000; position++) {
            if (feed.needsPage()) {
                feed = feed.withPage(
                        Objects.requireNonNull(pages.remove(feed.backlog().first())));
            }
            var drawn = feed.draw(0, NOW).orElseThrow();
            assertThat(drawn.microbatch().position()).isEqualTo(position);
            feed = drawn.feed();
        }

        assertThat(pages).isEmpty();
        assertThat(feed.waiting()).isZero();
        assertThat(feed.draw(0, NOW)).isEmpty();
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
