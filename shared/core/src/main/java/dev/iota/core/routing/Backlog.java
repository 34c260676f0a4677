package dev.iota.core.routing;

import dev.iota.core.routing.Feed.Redo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What waits to start again behind the first few of a feed: whole pages, each an item of its own, and then the newest
 * positions. So the feed's item stays small, however much work was lost.
 *
 * @param first page that is not in the feed yet
 * @param next page that will be written
 * @param newest positions, fewer than a page or one page
 * @param full the page before {@code next}, if it is to be written together with the feed
 */
public record Backlog(long first, long next, List<Redo> newest, Optional<List<Redo>> full) {
    /** Positions of a page. */
    public static final int PAGE = 100;

    static final Backlog NONE = upTo(0);

    /** None, where so many pages were filled before. */
    static Backlog upTo(long pages) {
        return new Backlog(pages, pages, List.of(), Optional.empty());
    }

    public Backlog {
        newest = List.copyOf(newest);
    }

    /** Whether there are pages. */
    public boolean hasPages() {
        return first < next;
    }

    boolean isEmpty() {
        return !hasPages() && newest.isEmpty();
    }

    long size() {
        return (next - first) * PAGE + newest.size();
    }

    /** With one more, which fills a page if need be. */
    Backlog with(Redo again) {
        if (newest.size() == PAGE) {
            if (full.isPresent()) {
                throw new IllegalStateException("page %d is not written yet".formatted(next - 1));
            }
            return new Backlog(first, next + 1, List.of(again), Optional.of(newest));
        }
        var more = new ArrayList<>(newest);
        more.add(again);
        return new Backlog(first, next, more, full);
    }

    /** The same once what was to be written is written. */
    public Backlog written() {
        return new Backlog(first, next, newest, Optional.empty());
    }

    /** Without its first page. */
    Backlog withoutPage() {
        return new Backlog(first + 1, next, newest, full);
    }
}
