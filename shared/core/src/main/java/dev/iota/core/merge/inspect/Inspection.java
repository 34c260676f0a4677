package dev.iota.core.merge.inspect;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.aggregate.Norms;
import dev.iota.core.merge.codec.BlockLayout;
import dev.iota.core.merge.codec.Float32Codec;
import dev.iota.core.merge.codec.Values;
import dev.iota.core.merge.plan.Shard;
import dev.iota.core.merge.upload.BlockReader;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.merge.upload.Payload;
import dev.iota.core.merge.upload.Upload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at one shard's part of the uploads before they are merged: hashes right, everything finite, Σ Δ². For uploads
 * of weights Δ is θ_e − θ_m, in float32. Not safe for several threads; memory for two blocks.
 */
public final class Inspection {
    private final BlockReader published;
    private final float[] values = new float[BlockLayout.ELEMENTS];
    private final float[] weights = new float[BlockLayout.ELEMENTS];

    /**
     * @param published the state that the epoch started from, float32, its blocks checked already; section 0 holds the
     * weights
     */
    public Inspection(BlockReader published) {
        this.published = published;
    }

    /** What there is to say about each upload, in the order given. */
    public List<Finding> inspect(Shard shard, List<Upload> uploads) throws IOException {
        var findings = new ArrayList<Finding>(uploads.size());
        for (var upload : uploads) {
            findings.add(inspect(shard, upload));
        }
        return findings;
    }

    private Finding inspect(Shard shard, Upload upload) throws IOException {
        var spec = upload.manifest().spec();
        var sum = 0.0;
        for (var section = 0; section < spec.payload().sections(); section++) {
            for (var block = shard.firstBlock(); block < shard.endBlock(); block++) {
                var length = spec.layout().length(block);
                var fault = load(upload, section, block, length);
                if (fault.isPresent()) {
                    return new Finding(upload.hotkey(), fault, 0);
                }
                if (section == Payload.WEIGHTS_SECTION) {
                    if (spec.payload().isWeights()) {
                        new Float32Codec().decode(published.read(section, block), length, weights);
                        Values.displacement(weights, values, length);
                    }
                    sum += Norms.sumOfSquares(values, length);
                }
            }
        }
        return new Finding(upload.hotkey(), Optional.empty(), sum);
    }

    private Optional<Fault> load(Upload upload, int section, int block, int length) throws IOException {
        var spec = upload.manifest().spec();
        var bytes = upload.checked(section, block);
        if (bytes.isEmpty()) {
            return Optional.of(Fault.HASH);
        }
        try {
            spec.codec().decode(bytes.get(), length, values);
        } catch (MalformedException e) {
            return Optional.of(Fault.MALFORMED);
        }
        if (!Values.allFinite(values, length)) {
            return Optional.of(Fault.NOT_FINITE);
        }
        var second = spec.payload() == Payload.WEIGHTS_AND_MOMENTS && section == Payload.SECOND_MOMENTS_SECTION;
        return second && Values.anyNegative(values, length) ? Optional.of(Fault.NEGATIVE_MOMENT) : Optional.empty();
    }

    /** What stands for a list of findings where results are compared: SHA-256 of its canonical JSON. */
    public static String hash(List<Finding> findings) {
        return Sha256.hex(Json.write(findings));
    }

    /**
     * What all shards together say about one upload.
     *
     * @param findings agreed, in shard order
     * @param microbatches B_m, see {@link Manifest#microbatches}
     * @param steps see {@link Manifest#steps(java.util.function.LongPredicate)}
     */
    public static Inspected total(Hotkey upload, List<Finding> findings, int microbatches, int steps) {
        var sum = 0.0;
        for (var finding : findings) {
            if (!finding.upload().equals(upload)) {
                throw new IllegalArgumentException(
                        "a finding about %s among those about %s".formatted(finding.upload(), upload));
            }
            sum += finding.sumOfSquares();
        }
        var fault = findings.stream().flatMap(f -> f.fault().stream()).findFirst();
        return new Inspected(upload, microbatches, steps, fault, sum);
    }
}
