package dev.iota.orchestrator.admin;

import dev.iota.cloud.object.Objects;
import dev.iota.cloud.table.RunRecord;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.data.HeldOutSample;
import dev.iota.core.data.ShardEntry;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.owner.RunCheck;
import dev.iota.orchestrator.context.Runs;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.epoch.InitialState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes a run out of its specification, its token shards and the weights that it begins with, and starts its first
 * epoch. It may end after any call and be asked again: what is stored already is not sent again.
 */
public final class RunCreation {
    private final Services services;
    private final RunSetup setup;
    private final Progress progress;

    /** Hears how far it is. */
    public interface Progress {
        /** For whom it does not matter. */
        Progress SILENT = new Progress() {
            @Override
            public void begins(String what, long bytes) {}

            @Override
            public void stored(long bytes, boolean sent) {}

            @Override
            public void says(String sentence) {}
        };

        /**
         * What is to be stored.
         *
         * @param what in words
         * @param bytes of all of it
         */
        void begins(String what, long bytes);

        /**
         * A part of it is in the store.
         *
         * @param sent whether it was sent now, and not before
         */
        void stored(long bytes, boolean sent);

        /** A sentence about something that was not as it should be. */
        void says(String sentence);
    }

    public RunCreation(Services services, Runs runs, Progress progress) {
        this.services = services;
        this.setup = new RunSetup(services, runs);
        this.progress = progress;
    }

    /**
     * Checks everything, and then makes the run.
     *
     * @param record of the run in its first epoch
     * @param shards folder of the token shards
     * @param weights drawn only if the run did not begin with them already
     * @param limit data positions that may start at once
     * @throws IllegalArgumentException with a sentence for each thing that stands in the way; nothing was written then
     */
    public void create(RunRecord record, Path shards, Supplier<StartWeights> weights, long limit) {
        setup.requireNoOther(record);
        if (setup.hasBegun()) {
            store(record, shards);
            setup.create(record, limit);
            setup.begin();
            return;
        }
        try (var drawn = weights.get()) {
            check(record, drawn.stages());
            store(record, shards);
            setup.create(record, limit);
            publish(record, drawn);
        } catch (IOException e) {
            throw new UncheckedIOException("the weights that the run begins with cannot be read", e);
        }
    }

    private static void check(RunRecord record, List<List<ParameterShape>> stages) {
        var elements = stages.stream().map(RunCreation::elements).toList();
        var bytes = Json.write(record).getBytes(StandardCharsets.UTF_8).length;
        var refusals = RunCheck.refusals(record.spec(), record.manifest(), elements, bytes);
        if (!refusals.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), refusals));
        }
    }

    private static long elements(List<ParameterShape> parameters) {
        return parameters.stream().mapToLong(ParameterShape::elements).sum();
    }

    private void publish(RunRecord record, StartWeights weights) throws IOException {
        var sections = record.spec().epochs().sections();
        var stages = weights.stages();
        var all = stages.stream().mapToLong(RunCreation::elements).sum();
        progress.begins("weights that training begins with", InitialState.bytes(sections, all));
        for (var stage = 0; stage < stages.size(); stage++) {
            setup.publishInitial(stage, stages.get(stage), weights.values(), progress::stored);
        }
    }

    /** Stores the token shards where they are not, or are damaged. */
    private void store(RunRecord record, Path folder) {
        var shards = record.manifest().shards();
        progress.begins(
                "token shards", shards.stream().mapToLong(ShardEntry::bytes).sum());
        for (var shard : shards) {
            progress.stored(shard.bytes(), store(services.objects(), record.data() + shard.key(), shard, folder));
        }
        storeHeldOut(record, folder);
    }

    private void storeHeldOut(RunRecord record, Path folder) {
        var key = record.data() + HeldOutSample.KEY;
        if (services.objects().sha256(key).isPresent()) {
            return;
        }
        try (var heldOut = open(folder.resolve(record.manifest().heldOut().key()))) {
            var sample = HeldOutSample.of(record.manifest()).take(heldOut);
            services.objects().write(key, sample.length, Sha256.hex(sample), () -> new ByteArrayInputStream(sample));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean store(Objects objects, String key, ShardEntry shard, Path folder) {
        var stored = objects.sha256(key);
        if (stored.filter(shard.sha256()::equals).isPresent()) {
            return false;
        }
        var file = folder.resolve(shard.key());
        objects.write(key, shard.bytes(), shard.sha256(), () -> open(file));
        stored.ifPresent(found ->
                progress.says("the token shard %s was damaged in the run's object store; %s is put in its place"
                        .formatted(key, file)));
        return true;
    }

    private static InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
