package dev.iota.core.owner;

import dev.iota.core.base.InvalidSpecException;
import dev.iota.core.data.DataManifest;
import dev.iota.core.epoch.EpochTimes;
import dev.iota.core.run.RunSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Whether a run can work at all: its specification against its data, its sizes, and the quotas of the cloud. */
public final class RunCheck {
    /** Most bytes that are sent in one piece when a run is made: what is lost with a broken line is sent again. */
    public static final long PART = 64L << 20;

    /** Largest item of DynamoDB. */
    private static final long ITEM = 400L << 10;

    /** Largest object of S3 that one PUT carries. */
    private static final long PUT = 5L << 30;

    private RunCheck() {}

    /**
     * Everything that stands in the way.
     *
     * @param elements parameters of each stage
     * @param record bytes of the item that says what the run is: its specification and the manifest
     * @return a sentence for each; none if the run can begin
     */
    public static List<String> refusals(RunSpec spec, DataManifest data, List<Long> elements, long record) {
        var found = new ArrayList<String>();
        var stages = spec.model().stages();
        if (elements.size() != stages) {
            found.add("there are weights of %d stages, and the model has %d".formatted(elements.size(), stages));
        }
        IntStream.range(0, Math.min(stages, elements.size()))
                .forEach(stage -> moves(spec, stage, elements.get(stage), found));
        fits(spec, data, found);
        if (spec.boundaryBytes() > PUT) {
            found.add(("a microbatch takes %d bytes from stage to stage, and an object that is written at once may have"
                            + " %d; make sequence or sequences smaller")
                    .formatted(spec.boundaryBytes(), PUT));
        }
        if (record > ITEM) {
            found.add(("the run's item with its specification and the manifest of %d token shards takes %d bytes, and"
                            + " DynamoDB holds %d; make fewer and larger token shards")
                    .formatted(data.shards().size(), record, ITEM));
        }
        return List.copyOf(found);
    }

    private static void moves(RunSpec spec, int stage, long elements, List<String> found) {
        try {
            new EpochTimes(spec).check(stage, elements);
        } catch (InvalidSpecException e) {
            found.add(String.valueOf(e.getMessage()));
        }
    }

    private static void fits(RunSpec spec, DataManifest data, List<String> found) {
        var training = spec.training();
        requireSame("vocabulary", spec.model().vocabulary(), data.vocabulary(), found);
        requireSame("sequence", training.sequence(), data.sequence(), found);
        requireSame("sequences", training.sequences(), data.sequences(), found);
        data.shards().stream()
                .filter(shard -> shard.bytes() > PART)
                .forEach(shard -> found.add(("the token shard %s has %d bytes, and one may have %d, since it is sent in"
                                + " one piece; tokenise the text again into smaller shards")
                        .formatted(shard.key(), shard.bytes(), PART)));
    }

    private static void requireSame(String what, int wanted, int given, List<String> found) {
        if (wanted != given) {
            found.add("the specification says %s %d, and the token shards were made with %d; tokenise the text again"
                    .formatted(what, wanted, given));
        }
    }
}
