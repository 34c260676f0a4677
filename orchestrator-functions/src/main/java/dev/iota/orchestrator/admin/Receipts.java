package dev.iota.orchestrator.admin;

import dev.iota.cloud.table.StepRecord;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What a run is recorded to have done: its microbatches and its steps. */
public final class Receipts {
    private final Services services;
    private final Runs runs;

    public Receipts(Services services, Runs runs) {
        this.services = services;
        this.runs = runs;
    }

    /** Every microbatch of the run in the order of ids, read page by page: those that are complete are receipts. */
    public Stream<Microbatch> microbatches() {
        var table = runs.current().microbatches();
        var shards = new PriorityQueue<Shard>(Comparator.comparingLong(shard -> shard.first.id()));
        for (var shard = 0; shard < table.shards(); shard++) {
            var rest = table.ofShard(shard).iterator();
            if (rest.hasNext()) {
                shards.add(new Shard(rest.next(), rest));
            }
        }
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new Merged(shards), Spliterator.ORDERED), false);
    }

    /**
     * Writes the receipt of a microbatch, with what is left of its hops, into a folder; nothing of the run changes.
     *
     * @param folder is made if it is not there
     * @return why hops that were audited are not in it, a sentence each
     * @throws IllegalStateException if there is no such receipt, or its tokens are not those of the data plan
     * @throws IOException if the folder cannot be written
     */
    public List<String> export(long microbatch, Path folder) throws IOException {
        var run = runs.current();
        var receipt = run.microbatches()
                .get(microbatch)
                .orElseThrow(() -> new IllegalStateException("the run has no microbatch %d".formatted(microbatch)));
        return new ReceiptFolder(services, folder).write(run, receipt);
    }

    /** Every recorded step of every miner. */
    public Stream<StepRecord> steps() {
        return services.steps().all();
    }

    // Guava merges sorted iterators, too, but nothing else here would use its three megabytes.
    private record Shard(Microbatch first, Iterator<Microbatch> rest) {}

    private record Merged(PriorityQueue<Shard> shards) implements Iterator<Microbatch> {
        @Override
        public boolean hasNext() {
            return !shards.isEmpty();
        }

        @Override
        public Microbatch next() {
            @Nullable Shard shard = shards.poll();
            if (shard == null) {
                throw new NoSuchElementException("there is no further microbatch");
            }
            if (shard.rest.hasNext()) {
                shards.add(new Shard(shard.rest.next(), shard.rest));
            }
            return shard.first;
        }
    }
}
