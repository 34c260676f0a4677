package dev.iota.core.merge.upload;

import static dev.iota.core.base.Require.require;

import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * What a miner uploaded: nothing of an upload is used that was not checked against a hash of its manifest first. The
 * event that announces an upload names {@link #sha256}, and so the miner's signature covers all of it.
 *
 * @param spec what is uploaded
 * @param hotkey whose upload it is
 * @param steps the step log: every step of the epoch that the upload contains
 * @param blocks SHA-256 of each encoded block, section by section
 */
public record Manifest(UploadSpec spec, Hotkey hotkey, List<LoggedStep> steps, List<String> blocks) {

    public Manifest {
        steps = List.copyOf(steps);
        blocks = List.copyOf(blocks);
        require(!steps.isEmpty(), "the step log is empty; a miner uploads with at least one step");
        var ids = new HashSet<Long>();
        for (int i = 0, last = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            require(step.step() > last, "step %d follows step %d in the step log; they must ascend", step.step(), last);
            last = step.step();
            for (var id : step.microbatches()) {
                require(ids.add(id), "microbatch %d stands twice in the step log", id);
            }
        }
        var wanted = (long) spec.payload().sections() * spec.layout().blocks();
        require(
                blocks.size() == wanted,
                "the manifest lists %d blocks; %d elements of %s take %d",
                blocks.size(),
                spec.elements(),
                spec.payload(),
                wanted);
        blocks.forEach(hash -> Sha256.require(hash, "blocks"));
    }

    /**
     * Reads the canonical JSON: the one that {@link #write} gives, to the byte, so that a manifest has one hash.
     *
     * @throws dev.iota.core.base.MalformedException if the text is anything else, or contradicts itself
     */
    public static Manifest read(String json) {
        var manifest = Json.read(json, Manifest.class);
        require(manifest.write().equals(json), "the manifest is not in canonical JSON: no spaces, fields in order");
        return manifest;
    }

    public String write() {
        return Json.write(this);
    }

    /** SHA-256 of the canonical JSON. */
    public String sha256() {
        return Sha256.hex(write());
    }

    /** SHA-256 of one encoded block. */
    public String hash(int section, int block) {
        var layout = spec.layout();
        layout.first(block);
        return blocks.get(section * layout.blocks() + block);
    }

    /** The last step of its log. */
    public int lastStep() {
        return steps.getLast().step();
    }

    /** How this upload differs from the one that was asked for, if it does: then it is left out with that reason. */
    public Optional<String> differenceFrom(UploadSpec wanted, Hotkey sender) {
        if (!hotkey.equals(sender)) {
            return Optional.of("the manifest is of %s, its sender is %s".formatted(hotkey, sender));
        }
        return spec.equals(wanted)
                ? Optional.empty()
                : Optional.of("the manifest says %s; wanted %s".formatted(spec, wanted));
    }

    /** B_m: microbatches of the log that were accepted from this miner. What events claimed does not count. */
    public int microbatches(LongPredicate accepted) {
        return (int) steps.stream()
                .flatMap(step -> step.microbatches().stream())
                .filter(accepted::test)
                .count();
    }

    /** Steps that contain an accepted microbatch: a log cannot make a norm look small with steps that never were. */
    public int steps(LongPredicate accepted) {
        return (int) steps.stream()
                .filter(step -> step.microbatches().stream().anyMatch(accepted::test))
                .count();
    }
}
