package dev.iota.orchestrator;

import dev.iota.core.api.SnapshotPoint;
import dev.iota.core.api.UploadRequest;
import dev.iota.core.api.UploadRequest.Announced;
import dev.iota.core.api.UploadResponse;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StageCheckpoint;
import dev.iota.core.merge.inspect.Findings;
import dev.iota.core.merge.inspect.Inspection;
import dev.iota.core.merge.upload.LoggedStep;
import dev.iota.core.merge.upload.Manifest;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.SignedEvent;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.Work;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A miner that trains what a test says and merges what is real: uploads, plans, shards and blocks go through the object
 * store, by signed URLs. It can lie, and it can die.
 */
public final class MergingMiner {
    private final TestRun run;
    private final TestMiner miner;
    private final TestObjectStore store;
    private final Recipe recipe;

    /** What it is shown of a round. */
    final RoundReader reader;

    /** What it merged in this epoch. */
    final TestShardMerge merges;

    private final List<Long> microbatches = new ArrayList<>();
    private float[] start;
    private List<SignedEvent> sent = List.of();
    private Optional<Death> death = Optional.empty();
    private boolean dead;

    /** The only step of every epoch, unless it resumes. */
    private int step = 1;

    /** What it stores in the place of a section that its manifest describes. */
    UnaryOperator<byte[]> forges = UnaryOperator.identity();

    /** The manifest that it sends in the place of the one of its upload. */
    UnaryOperator<Manifest> describes = UnaryOperator.identity();

    /** Says that it stored its upload, and did not. */
    boolean storesNothing;

    /** What it stores for a hop that it does. */
    Consumer<Work> stores = hop -> {};

    /** What stands between it and the API. */
    Consumer<Runnable> through = Runnable::run;

    /** The checkpoint that it was last told to load. */
    Optional<StageCheckpoint> loaded = Optional.empty();

    /**
     * @param start weights of its stage in the first epoch
     * @param store which may be shared with others: everything in it was checked
     */
    MergingMiner(TestRun run, float[] start, TestObjectStore store, Recipe recipe) {
        this.run = run;
        this.start = start;
        this.store = store;
        this.recipe = recipe;
        this.reader = new RoundReader(store);
        this.merges = new TestShardMerge(run, reader);
        this.miner = run.miner(1);
    }

    /**
     * When it dies.
     *
     * @param messages of a merge that it still handles
     * @param silently whether it has done what the last of them wants when it dies, and nobody hears of it
     */
    record Death(int messages, boolean silently) {}

    public TestMiner miner() {
        return miner;
    }

    /** It dies in the merge that comes. */
    void dies(Death at) {
        death = Optional.of(at);
    }

    boolean isDead() {
        return dead;
    }

    /** A new process, with the keys and the session of the one before; what was in its inbox is gone. */
    public void restart() {
        step = 1;
        dead = false;
        death = Optional.empty();
        forget();
        miner.register(Optional.empty());
        miner.session().checkpoint().ifPresent(access -> enter(miner.session().epoch(), access));
        miner.renew(1);
    }

    /** A new process that has everything, in a snapshot of the step before. */
    void resume() {
        sent = List.of();
        miner.register(Optional.of(SnapshotPoint.after(miner.session().epoch(), miner.stage(), step++)));
        miner.step(step);
        miner.renew(1);
    }

    /** What it does with everything in its inbox. */
    List<SignedEvent> turn() {
        var events = new ArrayList<SignedEvent>();
        if (dead) {
            return events;
        }
        for (var work : miner.receive()) {
            if ((work instanceof Work.Collect || work instanceof Work.OfShard) && lastBreath(work)) {
                return events;
            }
            events.addAll(answer(work));
        }
        return events;
    }

    private boolean lastBreath(Work work) {
        if (death.isEmpty()) {
            return false;
        }
        var at = death.get();
        death = Optional.of(new Death(at.messages() - 1, at.silently()));
        if (at.messages() > 0) {
            return false;
        }
        if (at.silently()) {
            answer(work);
        }
        dead = true;
        return true;
    }

    /** What it does with what a heartbeat tells it again. */
    public List<SignedEvent> heartbeat() {
        if (dead) {
            return List.of();
        }
        var missed = new ArrayList<Work>();
        through.accept(() -> missed.addAll(miner.renew(1).missed()));
        return missed.stream().flatMap(work -> answer(work).stream()).toList();
    }

    List<SignedEvent> answer(Work work) {
        return switch (work) {
            case Work.Forward forward -> {
                stores.accept(forward);
                if (forward.stage() == run.run().stages() - 1) {
                    microbatches.add(forward.microbatch());
                }
                yield List.of(miner.answer(forward));
            }
            case Work.Backward backward -> {
                stores.accept(backward);
                microbatches.add(backward.microbatch());
                yield List.of(miner.answer(backward));
            }
            case Work.Collect collect -> upload(collect);
            case Work.Inspect inspect -> List.of(miner.sign(inspect(inspect)));
            case Work.Merge merge -> List.of(miner.sign(merge(merge)));
            case Work.Store stored -> List.of(miner.sign(store(stored)));
            case Work.Load load -> enter(load.epoch(), load.checkpoint());
            case Work.Move _ -> {
                restart();
                yield List.of();
            }
            default -> List.of();
        };
    }

    private List<SignedEvent> enter(int epoch, Source checkpoint) {
        var access = reader.access(checkpoint);
        var state = StageCheckpoint.read(reader.text(access.checkpoint()));
        loaded = Optional.of(state);
        start = reader.weights(state, access);
        miner.enter(epoch);
        forget();
        return sent;
    }

    private void forget() {
        microbatches.clear();
        merges.forget();
        sent = List.of();
    }

    /** One step over what it has, then the upload; asked again, it says the same. */
    private List<SignedEvent> upload(Work.Collect work) {
        if (microbatches.isEmpty() || !sent.isEmpty()) {
            return sent;
        }
        var done = miner.stepDone(step, microbatches.toArray(Long[]::new));
        var trained = recipe.train(start, List.copyOf(microbatches));
        var spec = run.run().spec().epochs().upload(work.run(), work.epoch(), work.stage(), start.length);
        var sections = Drafts.sections(spec, start, trained);
        var manifest = new Manifest(
                spec,
                miner.hotkey(),
                List.of(new LoggedStep(step, microbatches)),
                sections.stream().flatMap(List::stream).map(Sha256::hex).toList());
        sent = List.of(done, miner.sign(send(work, describes.apply(manifest), sections)));
        return sent;
    }

    private Event send(Work.Collect work, Manifest manifest, List<List<byte[]>> sections) {
        var objects = sections.stream().map(Drafts::join).map(forges).toList();
        var text = manifest.write().getBytes(StandardCharsets.UTF_8);
        var places = announce(work, objects, new Announced(text.length, manifest.sha256()));
        if (!storesNothing) {
            for (var i = 0; i < objects.size(); i++) {
                store.put(places.parts().get(i), objects.get(i));
            }
            store.put(places.manifest(), text);
        }
        return new Event.UploadStored(work.run(), work.epoch(), work.stage(), places.lease(), manifest.sha256());
    }

    private UploadResponse announce(Work.Collect work, List<byte[]> objects, Announced manifest) {
        var request = new UploadRequest(
                miner.session().session(),
                work.epoch(),
                work.stage(),
                objects.stream()
                        .map(object -> new Announced(object.length, Sha256.hex(object)))
                        .toList(),
                manifest);
        var answers = new ArrayList<UploadResponse>();
        through.accept(() -> answers.add(Announcements.announce(run, miner, request)));
        return answers.getLast();
    }

    private Event inspect(Work.Inspect work) {
        var plan = reader.plan(work.plan());
        try {
            var findings = new Inspection(reader.published(plan))
                    .inspect(plan.shards().get(work.shard()), reader.uploads(plan));
            return new Event.ShardInspected(
                    work.run(), work.epoch(), work.stage(), work.shard(), work.lease(), Findings.write(findings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Event merge(Work.Merge work) {
        var plan = reader.plan(work.plan());
        var shard = plan.shards().get(work.shard());
        var hashes = new ArrayList<>(merges.merge(plan, shard, key(work)));
        merges.sections(key(work)).orElseThrow().forEach(section -> hashes.add(Sha256.hex(section)));
        var out = new ByteArrayOutputStream();
        hashes.forEach(hash -> out.writeBytes(HexFormat.of().parseHex(hash)));
        store.put(work.result(), out.toByteArray());
        return new Event.ShardMerged(
                work.run(), work.epoch(), work.stage(), work.shard(), work.lease(), Sha256.hex(out.toByteArray()));
    }

    /** Shards of other stages may be leased to it, too. */
    private static int key(Work.OfShard work) {
        return work.stage() * 10_000 + work.shard();
    }

    private Event store(Work.Store work) {
        var sections = merges.sections(key(work));
        if (sections.isEmpty()) {
            return new Event.ShardFailed(
                    work.run(),
                    work.epoch(),
                    work.stage(),
                    work.shard(),
                    work.lease(),
                    "it was merged before a restart");
        }
        for (var i = 0; i < work.sections().size(); i++) {
            store.put(work.sections().get(i), sections.get().get(i));
        }
        return new Event.ShardStored(work.run(), work.epoch(), work.stage(), work.shard(), work.lease());
    }
}
