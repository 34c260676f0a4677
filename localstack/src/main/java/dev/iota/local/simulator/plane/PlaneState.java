package dev.iota.local.simulator.plane;

import static java.util.Objects.requireNonNull;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.routing.Feed;
import dev.iota.local.simulator.scenario.SwarmScenario;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The items of the run's tables. */
final class PlaneState {
    private static final int KEY_BYTES = 32;
    private static final int FIRST = 1024;

    private final int shards;
    private final List<MinerRow> miners = new ArrayList<>();
    private final Map<Hotkey, MinerRow> byHotkey = new HashMap<>();
    private final List<List<MinerRow>> staff;

    /** By id: ids are given one after the other, though not written in that order. */
    private @Nullable Tracked[] open = new Tracked[FIRST];

    /** No microbatch before this one is open. */
    private int firstOpen;

    /** This one is not there yet, nor any after it. */
    private int afterLast;

    private int countOpen;

    private final WaitingPlaces waiting;
    private final List<Feed> feeds;
    private final List<NavigableMap<Long, List<Feed.Redo>>> pages;
    private final int forwards;
    private int longestRedo;
    private final EndedMicrobatches ended = new EndedMicrobatches();

    /** Until when another transaction has the feed of a shard. */
    final long[] feedBusy;

    /** Until when another transaction has the counters of a shard. */
    final long[] countersBusy;

    /** Until when another transaction has the item of placements. */
    long placementsBusy;

    PlaneState(SwarmScenario.Swarm swarm, int shards) {
        this.forwards = swarm.microbatchesPerStep();
        this.shards = shards;
        this.staff = IntStream.range(0, swarm.stages())
                .<List<MinerRow>>mapToObj(stage -> new ArrayList<>())
                .toList();
        this.waiting = new WaitingPlaces(swarm.stages(), shards);
        this.feeds = new ArrayList<>(IntStream.range(0, shards)
                .mapToObj(
                        shard -> Feed.fresh(shard, shards, swarm.positions() == 0 ? Long.MAX_VALUE : swarm.positions()))
                .toList());
        this.pages = IntStream.range(0, shards)
                .<NavigableMap<Long, List<Feed.Redo>>>mapToObj(shard -> new TreeMap<>())
                .toList();
        this.feedBusy = new long[shards];
        this.countersBusy = new long[shards];
    }

    int shards() {
        return shards;
    }

    int shardOf(long id) {
        return (int) (id % shards);
    }

    /** A miner that has no record yet. */
    MinerRow newMiner() {
        var key = ByteBuffer.allocate(KEY_BYTES).putInt(miners.size()).array();
        var row = new MinerRow(miners.size(), Hotkey.of(key), forwards);
        miners.add(row);
        byHotkey.put(row.hotkey, row);
        return row;
    }

    MinerRow miner(int index) {
        return miners.get(index);
    }

    MinerRow miner(Hotkey hotkey) {
        return requireNonNull(byHotkey.get(hotkey));
    }

    List<MinerRow> miners() {
        return miners;
    }

    /** Active miners of a stage. */
    List<MinerRow> staff(int stage) {
        return staff.get(stage);
    }

    /** Into or out of the index of active miners. */
    void activate(MinerRow row, boolean active) {
        if (row.active != active) {
            row.active = active;
            if (active) {
                staff.get(row.stage).add(row);
            } else {
                staff.get(row.stage).remove(row);
            }
        }
    }

    @Nullable Tracked open(long id) {
        return id < open.length ? open[(int) id] : null;
    }

    /** In the order in which they began. */
    List<Tracked> open() {
        while (firstOpen < afterLast && open[firstOpen] == null) {
            firstOpen++;
        }
        var all = new ArrayList<Tracked>(countOpen);
        for (var id = firstOpen; id < afterLast; id++) {
            var tracked = open[id];
            if (tracked != null) {
                all.add(tracked);
            }
        }
        return all;
    }

    /** How many there are. */
    int countOpen() {
        return countOpen;
    }

    /** What is leased to a miner under registrations before this one. */
    List<Tracked> leasedTo(Hotkey hotkey, long registration) {
        return open().stream()
                .filter(tracked -> tracked.microbatch
                        .lease()
                        .filter(lease -> lease.hotkey().equals(hotkey) && lease.registration() < registration)
                        .isPresent())
                .toList();
    }

    Tracked create(Microbatch fresh) {
        var tracked = new Tracked(fresh);
        var id = Math.toIntExact(fresh.id());
        if (id >= open.length) {
            open = Arrays.copyOf(open, Math.max(id + 1, 2 * open.length));
        }
        open[id] = tracked;
        firstOpen = Math.min(firstOpen, id);
        afterLast = Math.max(afterLast, id + 1);
        countOpen++;
        written(tracked);
        return tracked;
    }

    void put(Tracked tracked, Microbatch next) {
        tracked.microbatch = next;
        written(tracked);
    }

    private void written(Tracked tracked) {
        var next = tracked.microbatch;
        if (next.state() == State.WAITING) {
            waiting.add(next);
        } else if (!next.isOpen()) {
            if (open[(int) next.id()] != null) {
                open[(int) next.id()] = null;
                countOpen--;
            }
            ended.add(next);
        }
    }

    List<Tracked> waiting(int stage, int shard, int limit) {
        return waiting.first(stage, shard, limit, this::open);
    }

    /** With the page in front that is an item of its own, as the orchestrator's table reads it. */
    Feed feed(int shard) {
        var feed = feeds.get(shard);
        return feed.needsPage()
                ? feed.withPage(
                        requireNonNull(pages.get(shard).get(feed.backlog().first())))
                : feed;
    }

    /** Positions that waited in one feed to start again, at the most. */
    int longestRedo() {
        return longestRedo;
    }

    void put(Feed feed) {
        longestRedo = Math.max(longestRedo, feed.redo().size());
        var backlog = feed.backlog();
        var written = pages.get(feed.shard());
        backlog.full().ifPresent(page -> written.put(backlog.next() - 1, page));
        written.headMap(backlog.first()).clear();
        feeds.set(feed.shard(), feed.written());
    }

    List<Feed> feeds() {
        return IntStream.range(0, shards).mapToObj(this::feed).toList();
    }

    EndedMicrobatches ended() {
        return ended;
    }

    /** Microbatches that came to their end, as far as anything has to know of them still. */
    static final class EndedMicrobatches {
        private long[] positions = new long[FIRST];
        private State[] states = new State[FIRST];
        private final BitSet redone = new BitSet();
        private long completed;
        private final Map<Long, Microbatch> receipts = new HashMap<>();
        private boolean keepsReceipts;

        void keepReceipts() {
            keepsReceipts = true;
        }

        private void add(Microbatch microbatch) {
            var id = Math.toIntExact(microbatch.id());
            if (id >= states.length) {
                var size = Math.max(id + 1, 2 * states.length);
                positions = Arrays.copyOf(positions, size);
                states = Arrays.copyOf(states, size);
            }
            positions[id] = microbatch.position();
            states[id] = microbatch.state();
            redone.set(id, microbatch.redone());
            completed += microbatch.state() == State.COMPLETE ? 1 : 0;
            if (keepsReceipts) {
                receipts.put(microbatch.id(), microbatch);
            }
        }

        /** How many there were. */
        int size() {
            return states.length;
        }

        long completed() {
            return completed;
        }

        boolean has(int id, State state) {
            return states[id] == state;
        }

        boolean isRedone(int id) {
            return redone.get(id);
        }

        long position(int id) {
            return positions[id];
        }

        /** Marks it as given back; false if it is that already. */
        boolean markRedone(int id) {
            var before = isRedone(id);
            redone.set(id);
            return !before;
        }

        Map<Long, Microbatch> receipts() {
            return receipts;
        }
    }
}
