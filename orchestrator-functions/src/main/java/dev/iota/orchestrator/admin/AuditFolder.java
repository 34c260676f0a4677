package dev.iota.orchestrator.admin;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.core.audit.Audit;
import dev.iota.core.audit.Audit.State;
import dev.iota.core.audit.AuditExport;
import dev.iota.core.audit.AuditLease;
import dev.iota.core.audit.Evidence;
import dev.iota.core.audit.TakenSteps;
import dev.iota.core.audit.Verdict;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.CheckpointAccess;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.wire.AuditMaterial;
import dev.iota.core.wire.ShardEvidence;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.TokenEvidence;
import dev.iota.core.wire.Work;
import dev.iota.orchestrator.audit.AuditedShards;
import dev.iota.orchestrator.context.Run;
import dev.iota.orchestrator.context.Services;
import dev.iota.orchestrator.merge.Checkpoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** A folder with an audit and everything that it needs to be repeated, as {@link AuditExport} says. */
final class AuditFolder {
    private static final String SCRIPT = "script.json";
    private static final String PLAN = "plan.json";
    private static final String RESULT = "result.json";
    private static final String ACCESS = "access.json";
    private static final String CHECKPOINT = "checkpoint.json";

    private final Services services;
    private final Checkpoints checkpoints;
    private final Path folder;

    AuditFolder(Services services, Path folder) {
        this.services = services;
        this.checkpoints = new Checkpoints(services);
        this.folder = folder;
    }

    /**
     * Writes it; the document comes last, so a folder that has one is whole.
     *
     * @throws IllegalStateException if something is gone, or is not what was signed
     */
    void write(Run run, Audit audit) throws IOException {
        var file = folder.resolve(AuditExport.FILE);
        if (Files.exists(file)) {
            throw new IllegalStateException("%s is there already; name another folder".formatted(file));
        }
        if (!audit.place().evidenceKept() && audit.state() != State.CONFIRMED) {
            throw new IllegalStateException(
                    "the evidence of audit %s is removed: it is %s; that of open and of confirmed audits alone is kept"
                            .formatted(audit.id(), audit.state()));
        }
        Files.createDirectories(folder);
        try {
            var work = work(run, audit, state(run, audit), evidence(run, audit));
            var verdicts = audit.verdicts().stream().map(Verdict::signed).toList();
            Files.writeString(file, Json.write(new AuditExport(run.spec(), work, claim(audit), verdicts)));
        } catch (NoSuchKeyException e) {
            throw new IllegalStateException(
                    "an object of audit %s is not in the object store: it was never stored, or is removed by now"
                            .formatted(audit.id()),
                    e);
        }
    }

    private static Optional<SignedEvent> claim(Audit audit) {
        return audit.evidence() instanceof Evidence.OfHop hop ? hop.signed() : Optional.empty();
    }

    /** As it was leased last, or would be now. */
    private static Work.Audit work(Run run, Audit audit, Source checkpoint, AuditMaterial evidence) {
        var lease = audit.issued().isEmpty()
                ? Optional.<AuditLease>empty()
                : Optional.of(audit.issued().getLast());
        return new Work.Audit(
                run.spec().run(),
                audit.subject().epoch(),
                audit.subject().stage(),
                audit.id(),
                lease.map(AuditLease::id).orElse(""),
                lease.map(AuditLease::until).orElse(audit.place().deadline()),
                checkpoint,
                evidence);
    }

    /** The published state that the work started from: the text of its checkpoint, and what of it is needed. */
    private Source state(Run run, Audit audit) throws IOException {
        var subject = audit.subject();
        var object = services.runs()
                .pointer(subject.epoch())
                .orElseThrow(() -> new IllegalStateException(
                        "epoch %d of audit %s has no published state".formatted(subject.epoch(), audit.id())))
                .of(subject.stage());
        copy(audit, object.key(), CHECKPOINT, object);
        var sections =
                switch (audit.evidence()) {
                    case Evidence.OfHop _ -> 1;
                    case Evidence.OfEpoch _ -> run.spec().epochs().sectionsToBegin();
                    case Evidence.OfShard _ -> 0;
                };
        if (sections > 0) {
            checkpoints.download(checkpoints.read(object), sections, folder.resolve(AuditExport.STATE));
        }
        return source(CHECKPOINT, object);
    }

    private AuditMaterial evidence(Run run, Audit audit) throws IOException {
        copy(audit, audit.evidence().objects());
        return switch (audit.evidence()) {
            case Evidence.OfHop hop -> hop.readable(tokens(run, audit, hop, PlannedTokens.TOKENS), AuditFolder::source);
            case Evidence.OfEpoch epoch -> epoch(run, audit, epoch);
            case Evidence.OfShard shard -> shard(run, audit, shard);
        };
    }

    private void copy(Audit audit, Map<String, StoredObject> objects) throws IOException {
        for (var each : objects.entrySet()) {
            copy(audit, place(audit, each.getKey(), each.getValue()), each.getKey(), each.getValue());
        }
    }

    /** That of a confirmed one moves to where it is kept, object by object. */
    private String place(Audit audit, String name, StoredObject object) {
        var kept = ObjectKeys.evidence(audit.id(), name);
        var moved = audit.state() == State.CONFIRMED
                && services.objects().length(kept).isPresent();
        return moved || !audit.place().evidenceKept() ? kept : object.key();
    }

    /** Every object of its hops beside it, and a script that names them. */
    private AuditMaterial epoch(Run run, Audit audit, Evidence.OfEpoch epoch) throws IOException {
        var steps = Json.read(Files.readString(folder.resolve(Evidence.OfEpoch.STEPS)), TakenSteps.class);
        copy(audit, steps.objects());
        var tokens = new HashMap<Evidence.OfHop, Optional<TokenEvidence>>();
        for (var hop : steps.hops().toList()) {
            tokens.put(hop, tokens(run, audit, hop, TakenSteps.name(hop, PlannedTokens.TOKENS)));
        }
        var script = steps.readable(hop -> hop.readable(
                tokens.getOrDefault(hop, Optional.empty()),
                (what, object) -> source(TakenSteps.name(hop, what), object)));
        Files.delete(folder.resolve(Evidence.OfEpoch.STEPS));
        return epoch.readable(document(SCRIPT, script), AuditFolder::source);
    }

    /** Of the state that the epoch started from, the objects that hold blocks of the shard; and a plan of it all. */
    private AuditMaterial shard(Run run, Audit audit, Evidence.OfShard shard) throws IOException {
        var subject = audit.subject();
        var pointer = services.runs().pointer(subject.epoch()).orElseThrow().of(subject.stage());
        var objects = checkpoints.read(pointer).objects();
        var state = new ArrayList<Source>();
        for (var object : objects) {
            var place = shard.shard();
            if (object.firstBlock() >= place.endBlock()
                    || place.firstBlock() >= object.firstBlock() + object.blocks()) {
                state.add(Evidence.NOT_GIVEN);
                continue;
            }
            var name = "state-%d".formatted(state.size());
            var stored = new StoredObject(object.key(), object.bytes(), object.sha256());
            copy(audit, object.key(), name, stored);
            state.add(source(name, stored));
        }
        copy(audit, shard.result().key(), RESULT, shard.result());
        var published = document(ACCESS, new CheckpointAccess(source(CHECKPOINT, pointer), state));
        var plan = new AuditedShards(services).plan(run, subject, shard, published, AuditFolder::source);
        return new ShardEvidence(
                shard.shard().index(), shard.peak(), document(PLAN, plan), source(RESULT, shard.result()));
    }

    private Source document(String name, Object value) throws IOException {
        var text = Json.write(value).getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve(name), text);
        return new Source(name, Map.of(), text.length, Optional.of(Sha256.hex(text)));
    }

    private Optional<TokenEvidence> tokens(Run run, Audit audit, Evidence.OfHop hop, String name) throws IOException {
        var model = run.spec().model();
        var stage = audit.subject().stage();
        if (!model.isHead(stage) && !model.isTail(stage)) {
            return Optional.empty();
        }
        return Optional.of(new PlannedTokens(folder).write(run, hop.hop().position(), name, of(audit)));
    }

    private void copy(Audit audit, String key, String name, StoredObject object) throws IOException {
        try (var out = Files.newOutputStream(folder.resolve(name))) {
            PlannedTokens.require(name, of(audit), services.objects().copy(key, out), object.sha256());
        }
    }

    private static String of(Audit audit) {
        return "audit %s".formatted(audit.id());
    }

    /** In place of a URL. */
    private static Source source(String name, StoredObject object) {
        return new Source(name, Map.of(), object.bytes(), Optional.of(object.sha256()));
    }
}
