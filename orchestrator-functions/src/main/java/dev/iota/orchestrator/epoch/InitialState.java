package dev.iota.orchestrator.epoch;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.epoch.StageCheckpoint.Origin;
import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import dev.iota.core.epoch.StageCheckpoint.StateObject;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.plan.ButterflyPlan;
import dev.iota.core.merge.step.ElementRange;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Stores the state of a stage that the first epoch starts from: the given weights, and zeros for everything else. */
public final class InitialState {
    /** Blocks of one object: 64 MiB. */
    private static final int BLOCKS = ButterflyPlan.MOST_BLOCKS;

    private static final int ELEMENT = Float.BYTES;

    private final Services services;
    private final Run run;
    private final int stage;
    private final List<ParameterShape> parameters;
    private final BlockLayout layout;
    private final List<String> blocks = new ArrayList<>();
    private final List<StateObject> objects = new ArrayList<>();

    public InitialState(Services services, Run run, int stage, List<ParameterShape> parameters) {
        this.services = services;
        this.run = run;
        this.stage = stage;
        this.parameters = parameters;
        this.layout = new BlockLayout(
                parameters.stream().mapToLong(ParameterShape::elements).sum());
    }

    /**
     * @param weights all parameters in order, float32, little-endian
     * @throws IllegalArgumentException if the file has another length
     */
    public StageCheckpoint store(Path weights) {
        try {
            if (Files.size(weights) != ELEMENT * layout.elements()) {
                throw new IllegalArgumentException("%s has %d bytes; %d parameters take %d"
                        .formatted(weights, Files.size(weights), layout.elements(), ELEMENT * layout.elements()));
            }
            var sections = run.spec().epochs().sections();
            for (var section = 0; section < sections; section++) {
                for (var first = 0; first < layout.blocks(); first += BLOCKS) {
                    var part = part(first);
                    store(section, first, section == 0 ? () -> open(weights, part) : () -> zeros(part));
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
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + weights, e);
        }
    }

    private ElementRange part(int first) {
        var last = Math.min(first + BLOCKS, layout.blocks()) - 1;
        return new ElementRange(layout.first(first), layout.first(last) + layout.length(last));
    }

    private void store(int section, int first, Supplier<InputStream> content) throws IOException {
        var count = Math.min(BLOCKS, layout.blocks() - first);
        var whole = Sha256.digest();
        var bytes = 0L;
        try (var in = content.get()) {
            for (var block = first; block < first + count; block++) {
                var read = in.readNBytes(ELEMENT * layout.length(block));
                blocks.add(Sha256.hex(read));
                whole.update(read);
                bytes += read.length;
            }
        }
        var sha256 = HexFormat.of().formatHex(whole.digest());
        var key = ObjectKeys.state(run.spec().run(), 0, stage, section, first, sha256);
        services.objects().write(key, bytes, content);
        objects.add(new StateObject(key, section, first, count, bytes, sha256));
    }

    private static InputStream open(Path file, ElementRange part) {
        try {
            var channel = FileChannel.open(file).position(ELEMENT * part.from());
            return new BufferedInputStream(Channels.newInputStream(channel));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static InputStream zeros(ElementRange part) {
        return new ByteArrayInputStream(new byte[Math.toIntExact(ELEMENT * (part.to() - part.from()))]);
    }
}
