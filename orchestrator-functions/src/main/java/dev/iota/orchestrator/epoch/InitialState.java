package dev.iota.orchestrator.epoch;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.plan.ButterflyPlan;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Stores the state of a stage that the first epoch starts from: the given weights, and zeros for everything else. Never
 * more than one object of it is in memory, and one that is stored already is not sent again.
 */
public final class InitialState {
    /** Blocks of one object: 64 MiB. */
    private static final int BLOCKS = ButterflyPlan.MOST_BLOCKS;

    private static final int ELEMENT = Float.BYTES;

    private final Services services;
    private final Run run;
    private final int stage;
    private final List<ParameterShape> parameters;
    private final Progress progress;
    private final BlockLayout layout;
    private final byte[] part;
    private final List<String> blocks = new ArrayList<>();
    private final List<StateObject> objects = new ArrayList<>();

    /** Hears of every object that is in the store. */
    @FunctionalInterface
    public interface Progress {
        /**
         * @param bytes of the object
         * @param sent whether it was sent now, and not before
         */
        void stored(long bytes, boolean sent);
    }

    public InitialState(Services services, Run run, int stage, List<ParameterShape> parameters, Progress progress) {
        this.services = services;
        this.run = run;
        this.stage = stage;
        this.parameters = parameters;
        this.progress = progress;
        this.layout = new BlockLayout(
                parameters.stream().mapToLong(ParameterShape::elements).sum());
        this.part = new byte[Math.toIntExact(bytes(0))];
    }

    /** Bytes of the states of stages with so many parameters. */
    public static long bytes(int sections, long elements) {
        return sections * elements * ELEMENT;
    }

    /**
     * @param weights all parameters in order, float32, little-endian; what follows them is left
     * @throws IllegalArgumentException if there are fewer
     */
    public StageCheckpoint store(InputStream weights) throws IOException {
        var sections = run.spec().epochs().sections();
        for (var first = 0; first < layout.blocks(); first += BLOCKS) {
            fill(weights, first);
            store(0, first);
        }
        Arrays.fill(part, (byte) 0);
        for (var section = 1; section < sections; section++) {
            for (var first = 0; first < layout.blocks(); first += BLOCKS) {
                store(section, first);
            }
        }
        return new StageCheckpoint(
                run.spec().run(),
                0,
                stage,
                Optional.empty(),
                Origin.INITIAL,
                parameters,
                sections,
                0,
                objects,
                blocks,
                List.of(),
                List.of());
    }

    private void fill(InputStream weights, int first) throws IOException {
        var wanted = Math.toIntExact(bytes(first));
        var found = weights.readNBytes(part, 0, wanted);
        if (found < wanted) {
            throw new IllegalArgumentException("the weights of stage %d end after %d bytes; %d parameters take %d"
                    .formatted(
                            stage,
                            ELEMENT * layout.first(first) + found,
                            layout.elements(),
                            ELEMENT * layout.elements()));
        }
    }

    /** Of the object that begins with a block. */
    private long bytes(int first) {
        var last = Math.min(first + BLOCKS, layout.blocks()) - 1;
        return ELEMENT * (layout.first(last) + layout.length(last) - layout.first(first));
    }

    private void store(int section, int first) {
        var count = Math.min(BLOCKS, layout.blocks() - first);
        var bytes = Math.toIntExact(bytes(first));
        var from = 0;
        for (var block = first; block < first + count; block++) {
            var length = ELEMENT * layout.length(block);
            blocks.add(sha256(from, length));
            from += length;
        }
        var sha256 = sha256(0, bytes);
        var key = ObjectKeys.state(run.spec().run(), 0, stage, section, first, sha256);
        var there = services.objects().length(key).orElse(-1) == bytes; // by its hash, which is in its name
        if (!there) {
            services.objects().write(key, bytes, sha256, () -> new ByteArrayInputStream(part, 0, bytes));
        }
        objects.add(new StateObject(key, section, first, count, bytes, sha256));
        progress.stored(bytes, !there);
    }

    private String sha256(int from, int length) {
        var digest = Sha256.digest();
        digest.update(part, from, length);
        return HexFormat.of().formatHex(digest.digest());
    }
}
