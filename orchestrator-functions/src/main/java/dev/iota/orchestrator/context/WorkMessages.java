package dev.iota.orchestrator.context;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.cloud.object.Objects;
import dev.iota.cloud.table.RunRecord;
import dev.iota.core.data.Mix;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.microbatch.Hop;
import dev.iota.core.microbatch.Lease;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.wire.Direction;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.TensorFormat;
import dev.iota.core.wire.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Writes the message that tells a miner everything about its hop: no call is needed to start computing. */
public final class WorkMessages {
    private static final int HEXADECIMAL = 16;

    private final RunRecord run;
    private final Objects objects;
    private final TokenSources tokens;
    private final long boundaryBytes;
    private final Duration life;

    WorkMessages(RunRecord run, Objects objects) {
        this.run = run;
        this.objects = objects;
        this.tokens = new TokenSources(run, objects);
        var training = run.spec().training();
        this.boundaryBytes = TensorFormat.bytes(
                training.wire(),
                training.sequences(),
                training.sequence(),
                run.spec().model().boundaryWidth());
        // A lease may be extended up to the longest; its URLs cannot.
        this.life = run.spec().leases().longest().plus(run.spec().leases().margin());
    }

    /** The work that a leased microbatch's lease is for. */
    public Work of(Microbatch microbatch, Lease lease) {
        return microbatch.direction() == Direction.FORWARD ? forward(microbatch, lease) : backward(microbatch, lease);
    }

    private Work forward(Microbatch microbatch, Lease lease) {
        var model = run.spec().model();
        var stage = microbatch.stage();
        var ends = model.isHead(stage) || model.isTail(stage);
        return new Work.Forward(
                run.spec().run(),
                microbatch.epoch(),
                microbatch.id(),
                stage,
                lease.id(),
                lease.until(),
                microbatch.origin().started(),
                ends ? Optional.of(tokens(microbatch)) : Optional.empty(),
                input(microbatch),
                model.isTail(stage) ? gradientOut(microbatch, lease) : activationOut(microbatch, lease),
                probe(lease));
    }

    private Work backward(Microbatch microbatch, Lease lease) {
        var stage = microbatch.stage();
        var stored = hop(microbatch, stage)
                .activation()
                .map(a -> activation(microbatch, stage, a))
                .orElseThrow(() -> missing(microbatch, "activation", stage));
        var gradient = hop(microbatch, stage + 1)
                .gradient()
                .map(g -> source(gradientKey(microbatch, stage + 1, g.lease()), g))
                .orElseThrow(() -> missing(microbatch, "gradient", stage + 1));
        return new Work.Backward(
                run.spec().run(),
                microbatch.epoch(),
                microbatch.id(),
                stage,
                lease.id(),
                lease.until(),
                microbatch.origin().started(),
                gradient,
                run.spec().model().isHead(stage) ? Optional.of(tokens(microbatch)) : Optional.empty(),
                input(microbatch),
                stored,
                gradientOut(microbatch, lease),
                probe(lease));
    }

    /** Keys of the objects that the microbatch's record names, but for what is evidence or may become that. */
    public List<String> keys(Microbatch microbatch) {
        var keys = new ArrayList<>(named(microbatch));
        IntStream.range(0, microbatch.hops().size())
                .filter(stage -> hop(microbatch, stage).isKept())
                .forEach(stage -> keys.removeAll(keysAround(microbatch, stage)));
        return keys;
    }

    /** Keys of what a hop read and stored. */
    public Set<String> keysAround(Microbatch microbatch, int stage) {
        return Stream.of(
                        activation(microbatch, stage - 1),
                        activation(microbatch, stage),
                        gradient(microbatch, stage),
                        gradient(microbatch, stage + 1))
                .flatMap(Optional::stream)
                .map(StoredObject::key)
                .collect(Collectors.toSet());
    }

    /** The output of a stage's forward, if the record names one. */
    public Optional<StoredObject> activation(Microbatch microbatch, int stage) {
        return hasHop(microbatch, stage)
                ? hop(microbatch, stage)
                        .activation()
                        .map(a -> new StoredObject(
                                activationKey(microbatch, stage, a.lease()), boundaryBytes, a.sha256()))
                : Optional.empty();
    }

    /** The gradient of a stage's input, if the record names one. */
    public Optional<StoredObject> gradient(Microbatch microbatch, int stage) {
        return hasHop(microbatch, stage)
                ? hop(microbatch, stage)
                        .gradient()
                        .map(g ->
                                new StoredObject(gradientKey(microbatch, stage, g.lease()), boundaryBytes, g.sha256()))
                : Optional.empty();
    }

    private static boolean hasHop(Microbatch microbatch, int stage) {
        return stage >= 0 && stage < microbatch.hops().size();
    }

    private List<String> named(Microbatch microbatch) {
        var keys = new ArrayList<String>();
        for (var stage = 0; stage < microbatch.hops().size(); stage++) {
            activation(microbatch, stage).map(StoredObject::key).ifPresent(keys::add);
            gradient(microbatch, stage).map(StoredObject::key).ifPresent(keys::add);
        }
        return keys;
    }

    /** The key and hash of what the next hop reads from another miner; none at the head. */
    public Optional<Stored> incoming(Microbatch microbatch) {
        var stage = microbatch.stage();
        if (microbatch.direction() == Direction.BACKWARD) {
            return hop(microbatch, stage + 1)
                    .gradient()
                    .map(g -> new Stored(gradientKey(microbatch, stage + 1, g.lease()), g.sha256()));
        }
        return stage == 0
                ? Optional.empty()
                : hop(microbatch, stage - 1)
                        .activation()
                        .map(a -> new Stored(activationKey(microbatch, stage - 1, a.lease()), a.sha256()));
    }

    /** Who stored what {@link #incoming} names. */
    public Hotkey producer(Microbatch microbatch) {
        var stage = microbatch.stage();
        return hop(microbatch, microbatch.direction() == Direction.BACKWARD ? stage + 1 : stage - 1)
                .hotkey();
    }

    /** An object as it should be. */
    public record Stored(String key, String sha256) {}

    /** Where tokens are. */
    public TokenSources tokens() {
        return tokens;
    }

    private Source tokens(Microbatch microbatch) {
        return tokens.record(microbatch.position(), life);
    }

    private Optional<Source> input(Microbatch microbatch) {
        var before = microbatch.stage() - 1;
        return before < 0
                ? Optional.empty()
                : hop(microbatch, before).activation().map(a -> activation(microbatch, before, a));
    }

    private Source activation(Microbatch microbatch, int stage, Hop.Stored stored) {
        return source(activationKey(microbatch, stage, stored.lease()), stored);
    }

    private Source source(String key, Hop.Stored stored) {
        return objects.readable(key, boundaryBytes, Optional.of(stored.sha256()), life);
    }

    private Optional<Sink> activationOut(Microbatch microbatch, Lease lease) {
        return Optional.of(
                objects.writable(activationKey(microbatch, microbatch.stage(), lease.id()), boundaryBytes, life));
    }

    private Optional<Sink> gradientOut(Microbatch microbatch, Lease lease) {
        return microbatch.stage() == 0
                ? Optional.empty()
                : Optional.of(
                        objects.writable(gradientKey(microbatch, microbatch.stage(), lease.id()), boundaryBytes, life));
    }

    private String activationKey(Microbatch microbatch, int stage, String lease) {
        return ObjectKeys.activation(run.spec().run(), microbatch.epoch(), microbatch.id(), stage, lease);
    }

    private String gradientKey(Microbatch microbatch, int stage, String lease) {
        return ObjectKeys.gradient(run.spec().run(), microbatch.epoch(), microbatch.id(), stage, lease);
    }

    private static Hop hop(Microbatch microbatch, int stage) {
        return microbatch.hops().get(stage);
    }

    /** Nobody can know the positions before the work is handed out; anybody who knows the lease can check them. */
    public static long probe(Lease lease) {
        return Mix.of(Long.parseUnsignedLong(lease.id(), HEXADECIMAL));
    }

    private static IllegalStateException missing(Microbatch microbatch, String what, int stage) {
        return new IllegalStateException("microbatch %d is at stage %d %s without the %s of stage %d"
                .formatted(microbatch.id(), microbatch.stage(), microbatch.direction(), what, stage));
    }
}
