package dev.iota.core.audit;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.iota.core.epoch.RoundPlan.PlannedUpload;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.wire.EpochEvidence;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.HopEvidence;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.TokenEvidence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What an audit needs; its kind is that of the audit. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Evidence.OfHop.class, name = "hop"),
    @JsonSubTypes.Type(value = Evidence.OfEpoch.class, name = "epoch"),
    @JsonSubTypes.Type(value = Evidence.OfShard.class, name = "shard")
})
public sealed interface Evidence {

    /** The stored objects, by what they are. */
    Map<String, StoredObject> objects();

    /** What is audited, in words. */
    String about();

    /** Miners that said the same as the subject of the audit, and are to blame like it. */
    default List<Hotkey> others() {
        return List.of();
    }

    /** Bytes of the stored objects. */
    default long bytes() {
        return objects().values().stream().mapToLong(StoredObject::bytes).sum();
    }

    /** Keys of the stored objects. */
    default List<String> keys() {
        return objects().values().stream().map(StoredObject::key).toList();
    }

    /**
     * Of one hop: what the miner read, and what it stored and reported. The hashes are those of the signed events.
     *
     * @param hop which one
     * @param input the stage's input; none at the head
     * @param output of the forward; none at the tail, and none where it is not the audited miner's at a published state
     * @param outputGradient that the miner was given; none at the tail
     * @param inputGradient that the miner stored; none at the head
     * @param said what its event says
     * @param signed the event of its backward as the miner signed it; not kept of a hop of an audited epoch
     */
    record OfHop(
            Named hop,
            Optional<StoredObject> input,
            Optional<StoredObject> output,
            Optional<StoredObject> outputGradient,
            Optional<StoredObject> inputGradient,
            Said said,
            Optional<SignedEvent> signed)
            implements Evidence {
        private static final String INPUT = "input";
        private static final String OUTPUT = "output";
        private static final String OUTPUT_GRADIENT = "output-gradient";
        private static final String INPUT_GRADIENT = "input-gradient";

        /** What the audited miner stored itself. */
        public List<StoredObject> own() {
            return Stream.of(output, inputGradient).flatMap(Optional::stream).toList();
        }

        @Override
        public String about() {
            return "hop of microbatch %d".formatted(hop.microbatch());
        }

        @Override
        public Map<String, StoredObject> objects() {
            var objects = new TreeMap<String, StoredObject>();
            input.ifPresent(object -> objects.put(INPUT, object));
            output.ifPresent(object -> objects.put(OUTPUT, object));
            outputGradient.ifPresent(object -> objects.put(OUTPUT_GRADIENT, object));
            inputGradient.ifPresent(object -> objects.put(INPUT_GRADIENT, object));
            return objects;
        }

        /**
         * What a validator is given of it.
         *
         * @param tokens at the head and at the tail
         * @param source where a stored object, by what it is, can be read
         */
        public HopEvidence readable(Optional<TokenEvidence> tokens, BiFunction<String, StoredObject, Source> source) {
            return new HopEvidence(
                    tokens,
                    input.map(object -> source.apply(INPUT, object)),
                    output.map(object -> source.apply(OUTPUT, object)),
                    outputGradient.map(object -> source.apply(OUTPUT_GRADIENT, object)),
                    inputGradient.map(object -> source.apply(INPUT_GRADIENT, object)),
                    said.probe(),
                    said.reported(),
                    said.loss(),
                    said.rescue());
        }
    }

    /**
     * Of all that a miner did in an epoch.
     *
     * @param steps {@link TakenSteps}, with the objects of every hop
     * @param manifest of the upload
     * @param parts of the upload
     * @param extent how much it is
     */
    record OfEpoch(StoredObject steps, StoredObject manifest, List<StoredObject> parts, Extent extent)
            implements Evidence {
        /** What its steps are among its objects. */
        public static final String STEPS = "steps";

        private static final String MANIFEST = "manifest";

        public OfEpoch {
            parts = List.copyOf(parts);
        }

        @Override
        public String about() {
            return "epoch of %d steps and %d hops".formatted(extent.steps(), extent.hops());
        }

        @Override
        public Map<String, StoredObject> objects() {
            var objects = new TreeMap<String, StoredObject>();
            objects.put(STEPS, steps);
            objects.put(MANIFEST, manifest);
            for (var i = 0; i < parts.size(); i++) {
                objects.put(part(i), parts.get(i));
            }
            return objects;
        }

        @Override
        public long bytes() {
            return Evidence.super.bytes() + extent.hopBytes();
        }

        /**
         * What a validator is given of it.
         *
         * @param script where the {@link dev.iota.core.wire.EpochScript} can be read that was made of its steps
         * @param source where a stored object, by what it is, can be read
         */
        public EpochEvidence readable(Source script, BiFunction<String, StoredObject, Source> source) {
            return new EpochEvidence(
                    script,
                    source.apply(MANIFEST, manifest),
                    IntStream.range(0, parts.size())
                            .mapToObj(i -> source.apply(part(i), parts.get(i)))
                            .toList());
        }

        private static String part(int number) {
            return "part-%d".formatted(number);
        }
    }

    /**
     * Of a shard that miners merged.
     *
     * @param shard with its owners by plan
     * @param others who reported what the subject of the audit reported
     * @param peak of the schedule of the learning rate in the epoch
     * @param result the checkpoint that it is part of; its state and its text stay for ever
     * @param uploads that count
     */
    record OfShard(Shard shard, List<Hotkey> others, double peak, StoredObject result, List<Given> uploads)
            implements Evidence {
        public OfShard {
            others = List.copyOf(others);
            uploads = List.copyOf(uploads);
        }

        @Override
        public String about() {
            return "merged shard %d".formatted(shard.index());
        }

        @Override
        public Map<String, StoredObject> objects() {
            var objects = new TreeMap<String, StoredObject>();
            for (var i = 0; i < uploads.size(); i++) {
                objects.put(manifest(i), uploads.get(i).manifest());
                for (var part : uploads.get(i).parts()) {
                    objects.put(part(i, part.number()), part.object());
                }
            }
            return objects;
        }

        /**
         * The uploads, as a plan names them.
         *
         * @param parts of an upload
         * @param source where a stored object, by what it is, can be read
         */
        public List<PlannedUpload> planned(int parts, BiFunction<String, StoredObject, Source> source) {
            return IntStream.range(0, uploads.size())
                    .mapToObj(i -> {
                        var given = uploads.get(i);
                        var readable = new ArrayList<>(Collections.nCopies(parts, NOT_GIVEN));
                        given.parts()
                                .forEach(part -> readable.set(
                                        part.number(), source.apply(part(i, part.number()), part.object())));
                        return new PlannedUpload(given.hotkey(), source.apply(manifest(i), given.manifest()), readable);
                    })
                    .toList();
        }

        /** What the manifest of an upload is among the objects. */
        public static String manifest(int upload) {
            return "manifest-%d".formatted(upload);
        }

        /** What a part of an upload is among the objects. */
        public static String part(int upload, int number) {
            return "part-%d-%d".formatted(upload, number);
        }
    }

    /** In place of a part of an upload that holds nothing of the shard. */
    Source NOT_GIVEN = new Source("not-given", Map.of(), 0, Optional.empty());

    /**
     * An upload, as far as a shard was merged from it.
     *
     * @param parts that hold blocks of the shard
     */
    record Given(Hotkey hotkey, StoredObject manifest, List<Part> parts) {
        public Given {
            parts = List.copyOf(parts);
        }
    }

    /** @param number among the parts of its upload */
    record Part(int number, StoredObject object) {}

    /** @param hopBytes of the stored objects of all hops */
    record Extent(int steps, int hops, long hopBytes) {}

    /**
     * Which hop.
     *
     * @param position in the data plan, which says what its tokens are
     * @param lease under which its backward was done
     * @param step of the miner that it went into
     */
    record Named(long microbatch, long position, String lease, int step) {}

    /**
     * What a backward reported.
     *
     * @param probe seed of the weight positions
     * @param reported of the weight gradient
     * @param loss of the tail
     * @param rescue see {@link dev.iota.core.wire.Event.BackwardDone#rescue}
     */
    record Said(long probe, GradientProbe reported, Optional<Float> loss, Optional<Double> rescue) {}
}
